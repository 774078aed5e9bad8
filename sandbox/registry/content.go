package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// content is an index of what can be pulled, read once at start, beside a folder of blobs (blobs/sha256/HEX).
type content struct {
	dir string
	// By host and name as people write them, "docker.io/library/nginx"; then by tag the digest of a manifest.
	Repositories map[string]map[string]string `json:"repositories"`
}

var digestPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func readContent(dir string) (*content, error) {
	text, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		return nil, err
	}
	c := &content{dir: dir}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("index.json: %w", err)
	}
	for name, tags := range c.Repositories {
		for tag, digest := range tags {
			if _, err := os.Stat(c.blobPath(digest)); err != nil {
				return nil, fmt.Errorf("%s:%s: %w", name, tag, err)
			}
		}
	}
	return c, nil
}

// repository finds a name as a client asks for it. host is containerd's "ns" parameter, the registry that the
// image's name speaks of; a client without it gets the name from whichever host has it, docker.io first.
func (c *content) repository(host, name string) (map[string]string, bool) {
	if host != "" {
		tags, ok := c.Repositories[host+"/"+name]
		return tags, ok
	}
	if tags, ok := c.Repositories["docker.io/"+name]; ok {
		return tags, true
	}
	for _, full := range c.names() {
		if _, rest, _ := strings.Cut(full, "/"); rest == name {
			return c.Repositories[full], true
		}
	}
	return nil, false
}

func (c *content) names() []string {
	names := make([]string, 0, len(c.Repositories))
	for name := range c.Repositories {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// manifest resolves a tag or a digest; a digest must be a manifest of this very repository.
func manifest(tags map[string]string, reference string) (string, bool) {
	if digest, ok := tags[reference]; ok {
		return digest, true
	}
	for _, digest := range tags {
		if digest == reference {
			return digest, true
		}
	}
	return "", false
}

// blobPath answers "" for anything but a well-formed digest, so no request names a path of its own.
func (c *content) blobPath(digest string) string {
	if !digestPattern.MatchString(digest) {
		return ""
	}
	return filepath.Join(c.dir, "blobs", "sha256", strings.TrimPrefix(digest, "sha256:"))
}
