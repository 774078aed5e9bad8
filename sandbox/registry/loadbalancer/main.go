// Command loadbalancer stands before the API servers of one cluster: TCP, round robin, passing over those that do not answer.
//
//	loadbalancer [-listen :6443] ADDRESS:PORT...
package main

import (
	"flag"
	"io"
	"log"
	"net"
	"sync/atomic"
	"time"
)

// A control plane that has not been made yet refuses at once; one whose machine is gone says nothing.
const dialTimeout = 2 * time.Second

func main() {
	address := flag.String("listen", ":6443", "address to listen on")
	flag.Parse()
	if flag.NArg() == 0 {
		log.Fatal("name at least one address:port")
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(serve(listener, &backends{addresses: flag.Args()}))
}

func serve(listener net.Listener, to *backends) error {
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		go forward(client, to)
	}
}

type backends struct {
	addresses []string
	next      atomic.Uint64
}

// dial connects to the next backend that answers; nil when none does.
func (b *backends) dial() net.Conn {
	first := b.next.Add(1)
	for i := range b.addresses {
		address := b.addresses[(first+uint64(i))%uint64(len(b.addresses))]
		if server, err := net.DialTimeout("tcp", address, dialTimeout); err == nil {
			return server
		}
	}
	return nil
}

// forward copies both ways until both sides are done. Each direction closes on its own: a client may be finished while answers still come.
func forward(client net.Conn, to *backends) {
	defer client.Close()
	server := to.dial()
	if server == nil {
		return
	}
	defer server.Close()
	done := make(chan struct{})
	go func() {
		pipe(server, client)
		close(done)
	}()
	pipe(client, server)
	<-done
}

func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from) // a cut connection ends here like a finished one
	if half, ok := to.(*net.TCPConn); ok {
		_ = half.CloseWrite()
	}
}
