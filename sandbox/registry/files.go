package main

import (
	"errors"
	"io/fs"
	"maps"
	"mime"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// files serves plain files by the host name that a client asks for: files/HOST/PATH answers http://HOST/PATH.
type files struct {
	hosts map[string]http.Handler
}

// Types that neither Go's own table nor a look at the first bytes tells; the container has no /etc/mime.types.
var mediaTypes = map[string]string{
	".deb":  "application/vnd.debian.binary-package",
	".tgz":  "application/gzip",
	".yaml": "application/yaml",
}

// readFiles opens each folder of dir as a root, which neither ".." nor a link leaves. A missing dir has no hosts.
func readFiles(dir string) (*files, error) {
	for extension, mediaType := range mediaTypes {
		if err := mime.AddExtensionType(extension, mediaType); err != nil {
			return nil, err
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f := &files{hosts: map[string]http.Handler{}}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		root, err := os.OpenRoot(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		f.hosts[strings.ToLower(entry.Name())] = http.FileServerFS(root.FS()) // ranges, index.html, listings
	}
	return f, nil
}

func (f *files) names() []string {
	return slices.Collect(maps.Keys(f.hosts))
}

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "read-only", http.StatusMethodNotAllowed)
		return
	}
	host, ok := f.hosts[hostName(r.Host)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	host.ServeHTTP(w, r)
}

// hostName is a Host header without port, final dot and capitals.
func hostName(header string) string {
	name, _, err := net.SplitHostPort(header)
	if err != nil { // no port
		name = header
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}
