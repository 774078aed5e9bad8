// Command registry serves the sandbox's images to its nodes. It is the whole container: read-only, no shell, no state.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"
)

func main() {
	address := flag.String("listen", ":5000", "address to listen on")
	dir := flag.String("content", "/content", "folder with index.json and blobs")
	flag.Parse()
	content, err := readContent(*dir)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: *address, Handler: content, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
