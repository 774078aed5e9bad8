// Command imagepolicy answers the API server's ImagePolicyWebhook over TLS, by a file of rules that it reads anew for each review.
//
//	imagepolicy [-listen 127.0.0.1:8443] [-rules FILE] [-certificate FILE] [-key FILE]
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"os"
	"time"
)

// imageReview is imagepolicy.k8s.io/v1alpha1, https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#imagepolicywebhook
type imageReview struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Spec       struct {
		Namespace  string `json:"namespace,omitempty"`
		Containers []struct {
			Image string `json:"image"`
		} `json:"containers"`
	} `json:"spec"`
	Status struct {
		Allowed bool   `json:"allowed"`
		Reason  string `json:"reason,omitempty"`
	} `json:"status"`
}

const maxReview = 1 << 20 // bytes

func main() {
	address := flag.String("listen", "127.0.0.1:8443", "address to listen on")
	rules := flag.String("rules", "/etc/imagepolicy/rules", "one rule a line: allow|deny PATTERN [REASON]; the first that matches decides")
	certificate := flag.String("certificate", "/etc/imagepolicy/tls.crt", "certificate")
	key := flag.String("key", "/etc/imagepolicy/tls.key", "private key")
	flag.Parse()
	server := &http.Server{Addr: *address, Handler: handler(*rules), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}

func handler(rulesFile string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var review imageReview
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxReview)).Decode(&review); err != nil || review.Kind != "ImageReview" {
			http.Error(w, "an ImageReview is expected", http.StatusBadRequest)
			return
		}
		text, err := os.ReadFile(rulesFile)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		rules, err := parseRules(string(text))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		decide(&review, rules)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(review) // the client is gone when this fails
	}
}

// decide allows a review when every image of it is allowed.
func decide(review *imageReview, rules []rule) {
	review.Status.Allowed = true
	for _, container := range review.Spec.Containers {
		allowed, reason := judge(container.Image, rules)
		log.Printf("%s in %q: allowed %t", container.Image, review.Spec.Namespace, allowed)
		if !allowed {
			review.Status.Allowed = false
			review.Status.Reason = reason
			return
		}
	}
}
