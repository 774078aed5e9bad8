package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// served is files/ with two hosts, beside a secret that no path may reach.
func served(t *testing.T) http.Handler {
	t.Helper()
	dir := t.TempDir()
	for path, text := range map[string]string{
		"secret":                                         "secret",
		"files/charts.unflunk/index.yaml":                "apiVersion: v1\n",
		"files/charts.unflunk/shop-1.0.0.tgz":            "\x1f\x8b",
		"files/pkgs.unflunk/index.html":                  "<h1>Packages</h1>",
		"files/pkgs.unflunk/core:/v1.35/deb/kubeadm.deb": "0123456789",
	} {
		at := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../../secret", filepath.Join(dir, "files/pkgs.unflunk/link")); err != nil {
		t.Fatal(err)
	}
	handler, err := readFiles(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func ask(handler http.Handler, method, host, path string, header map[string]string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://placeholder/", nil)
	request.Host, request.URL.Path = host, path
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func TestFiles(t *testing.T) {
	handler := served(t)
	const deb = "/core:/v1.35/deb/kubeadm.deb"
	for name, c := range map[string]struct {
		method, host, path string
		status             int
		mediaType, body    string
	}{
		"a file of its host":            {"GET", "charts.unflunk", "/index.yaml", 200, "application/yaml", "apiVersion: v1\n"},
		"a port in the Host header":     {"GET", "charts.unflunk:80", "/index.yaml", 200, "application/yaml", "apiVersion: v1\n"},
		"capitals and a final dot":      {"GET", "Charts.Unflunk.", "/index.yaml", 200, "application/yaml", "apiVersion: v1\n"},
		"an archive":                    {"GET", "charts.unflunk", "/shop-1.0.0.tgz", 200, "application/gzip", "\x1f\x8b"},
		"a package, colons in its path": {"GET", "pkgs.unflunk", deb, 200, "application/vnd.debian.binary-package", "0123456789"},
		"HEAD has no body":              {"HEAD", "pkgs.unflunk", deb, 200, "application/vnd.debian.binary-package", ""},
		"a folder's index.html":         {"GET", "pkgs.unflunk", "/", 200, "text/html; charset=utf-8", "<h1>Packages</h1>"},
		"a file of another host":        {"GET", "pkgs.unflunk", "/index.yaml", 404, "", ""},
		"a host that nobody serves":     {"GET", "example.com", "/index.yaml", 404, "", ""},
		"no host":                       {"GET", "", "/index.yaml", 404, "", ""},
		"a host that is a path":         {"GET", "..", "/secret", 404, "", ""},
		"a path out of its folder":      {"GET", "pkgs.unflunk", "/../../secret", 404, "", ""},
		"a path to another host":        {"GET", "pkgs.unflunk", "/../charts.unflunk/index.yaml", 404, "", ""},
		"a link out of its folder":      {"GET", "pkgs.unflunk", "/link", 500, "", ""},
		"an upload":                     {"PUT", "charts.unflunk", "/index.yaml", 405, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := ask(handler, c.method, c.host, c.path, nil)
			if answer.Code != c.status {
				t.Fatalf("status %d, not %d: %s", answer.Code, c.status, answer.Body)
			}
			if strings.Contains(answer.Body.String(), "secret") {
				t.Fatalf("tells the secret: %s", answer.Body)
			}
			if c.status != 200 {
				return
			}
			if got := answer.Header().Get("Content-Type"); got != c.mediaType {
				t.Errorf("type %q, not %q", got, c.mediaType)
			}
			if got := answer.Body.String(); got != c.body {
				t.Errorf("body %q, not %q", got, c.body)
			}
		})
	}
}

func TestRange(t *testing.T) {
	answer := ask(served(t), "GET", "pkgs.unflunk", "/core:/v1.35/deb/kubeadm.deb", map[string]string{"Range": "bytes=4-6"})
	if answer.Code != 206 || answer.Body.String() != "456" || answer.Header().Get("Content-Range") != "bytes 4-6/10" {
		t.Errorf("%d %q %q", answer.Code, answer.Body, answer.Header().Get("Content-Range"))
	}
}

func TestListing(t *testing.T) {
	answer := ask(served(t), "GET", "pkgs.unflunk", "/core:/v1.35/deb/", nil)
	if answer.Code != 200 || !strings.Contains(answer.Body.String(), `<a href="kubeadm.deb">kubeadm.deb</a>`) {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestNoFolder(t *testing.T) {
	handler, err := readFiles(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	if answer := ask(handler, "GET", "pkgs.unflunk", "/", nil); answer.Code != 404 {
		t.Errorf("%d", answer.Code)
	}
}
