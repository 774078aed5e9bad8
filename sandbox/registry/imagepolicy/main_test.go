package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const text = `
# tags that move
deny  *:latest            name a version
allow docker.io/library/*
allow registry.k8s.io/*
deny  *                   this registry is not trusted
`

func TestTheFirstRuleThatSpeaksOfAnImageDecides(t *testing.T) {
	rules, err := parseRules(text)
	if err != nil {
		t.Fatal(err)
	}
	for image, want := range map[string]string{
		"nginx":                       "docker.io/library/nginx:latest: name a version",
		"nginx:1.29":                  "",
		"docker.io/library/nginx:1":   "",
		"bitnami/nginx:1.29":          "docker.io/bitnami/nginx:1.29: this registry is not trusted",
		"registry.k8s.io/pause:3.10":  "",
		"registry.k8s.io/pause":       "registry.k8s.io/pause:latest: name a version",
		"localhost:5000/tool:1":       "localhost:5000/tool:1: this registry is not trusted",
		"nginx@sha256:" + hex:         "",
		"evil.example/library/nginx:": "evil.example/library/nginx:: this registry is not trusted",
	} {
		allowed, reason := judge(image, rules)
		if allowed != (want == "") || (!allowed && reason != want) {
			t.Errorf("%s: allowed %t, %q; want %q", image, allowed, reason, want)
		}
	}
}

const hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestAnImageThatNoRuleSpeaksOfIsRefused(t *testing.T) {
	if allowed, _ := judge("nginx:1", nil); allowed {
		t.Error("allowed")
	}
}

func TestARuleThatIsNotOneIsNamedByItsLine(t *testing.T) {
	if _, err := parseRules("allow *\npermit *"); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
}

func TestReviewsAreAnsweredByTheRulesAsTheyAreNow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rules")
	ask := func(rules string) (int, string) {
		if err := os.WriteFile(file, []byte(rules), 0o600); err != nil {
			t.Fatal(err)
		}
		body := `{"apiVersion":"imagepolicy.k8s.io/v1alpha1","kind":"ImageReview","spec":{"containers":[{"image":"nginx:1"},{"image":"redis"}]}}`
		answer := httptest.NewRecorder()
		handler(file)(answer, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		return answer.Code, answer.Body.String()
	}
	if _, body := ask("allow *"); !strings.Contains(body, `"allowed":true`) {
		t.Error(body)
	}
	if _, body := ask("deny *:latest no\nallow *"); !strings.Contains(body, `"allowed":false,"reason":"docker.io/library/redis:latest: no"`) {
		t.Error(body)
	}
	if code, _ := ask("nonsense"); code != http.StatusInternalServerError {
		t.Error(code)
	}
}
