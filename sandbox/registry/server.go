package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"time"
)

// The read side of the OCI distribution API, https://github.com/opencontainers/distribution-spec/blob/main/spec.md
var (
	manifestPath = regexp.MustCompile(`^/v2/([a-z0-9][a-z0-9._/-]*)/manifests/([A-Za-z0-9_][A-Za-z0-9._:-]*)$`)
	blobPath     = regexp.MustCompile(`^/v2/([a-z0-9][a-z0-9._/-]*)/blobs/(sha256:[0-9a-f]{64})$`)
	tagsPath     = regexp.MustCompile(`^/v2/([a-z0-9][a-z0-9._/-]*)/tags/list$`)
)

func (c *content) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Docker-Distribution-Api-Version", "registry/2.0")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		fail(w, http.StatusMethodNotAllowed, "UNSUPPORTED", "this registry is read-only")
		return
	}
	path, host := r.URL.Path, r.URL.Query().Get("ns")
	if path == "/v2/" || path == "/v2" {
		answer(w, struct{}{})
	} else if path == "/v2/_catalog" {
		answer(w, map[string][]string{"repositories": c.names()})
	} else if m := tagsPath.FindStringSubmatch(path); m != nil {
		c.serveTags(w, host, m[1])
	} else if m := manifestPath.FindStringSubmatch(path); m != nil {
		c.serveManifest(w, r, host, m[1], m[2])
	} else if m := blobPath.FindStringSubmatch(path); m != nil {
		c.serveBlob(w, r, m[2], "application/octet-stream", "BLOB_UNKNOWN")
	} else {
		fail(w, http.StatusNotFound, "NAME_UNKNOWN", "no such path")
	}
}

func (c *content) serveTags(w http.ResponseWriter, host, name string) {
	tags, ok := c.repository(host, name)
	if !ok {
		fail(w, http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry")
		return
	}
	list := make([]string, 0, len(tags))
	for tag := range tags {
		list = append(list, tag)
	}
	slices.Sort(list)
	answer(w, map[string]any{"name": name, "tags": list})
}

func (c *content) serveManifest(w http.ResponseWriter, r *http.Request, host, name, reference string) {
	tags, ok := c.repository(host, name)
	if !ok {
		fail(w, http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry")
		return
	}
	digest, ok := manifest(tags, reference)
	if !ok {
		fail(w, http.StatusNotFound, "MANIFEST_UNKNOWN", "manifest unknown")
		return
	}
	c.serveBlob(w, r, digest, "application/vnd.oci.image.manifest.v1+json", "MANIFEST_UNKNOWN")
}

func (c *content) serveBlob(w http.ResponseWriter, r *http.Request, digest, mediaType, unknown string) {
	file, err := os.Open(c.blobPath(digest))
	if err != nil {
		fail(w, http.StatusNotFound, unknown, "unknown to registry")
		return
	}
	defer file.Close()
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Docker-Content-Digest", digest)
	w.Header().Set("Etag", `"`+digest+`"`)
	http.ServeContent(w, r, "", time.Time{}, file) // HEAD, Range and If-None-Match
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	write(w, body)
}

func fail(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	write(w, map[string]any{"errors": []map[string]string{{"code": code, "message": message}}})
}

func write(w io.Writer, body any) {
	_ = json.NewEncoder(w).Encode(body) // the client is gone when this fails
}
