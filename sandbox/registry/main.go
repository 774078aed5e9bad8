// Command registry serves images to the sandbox's nodes, plain files by host name (packages and charts), and the names of these
// hosts. It is the whole container: read-only, no shell, no state.
package main

import (
	"flag"
	"log"
	"net/http"
	"path/filepath"
	"time"
)

func main() {
	imagesAt := flag.String("listen", ":5000", "address of the registry")
	filesAt := flag.String("listen-files", ":80", "address of the plain files")
	namesAt := flag.String("listen-dns", ":53", "address of the name server")
	dir := flag.String("content", "/content", "folder with index.json, blobs, and files/HOST")
	flag.Parse()
	content, err := readContent(*dir)
	if err != nil {
		log.Fatal(err)
	}
	files, err := readFiles(filepath.Join(*dir, "files"))
	if err != nil {
		log.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- serve(*imagesAt, content) }()
	go func() { ended <- serve(*filesAt, files) }()
	go func() { ended <- serveDNS(*namesAt, newNames(files.names())) }()
	log.Fatal(<-ended)
}

func serve(address string, handler http.Handler) error {
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}
