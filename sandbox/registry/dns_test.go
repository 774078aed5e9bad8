package main

import (
	"context"
	"errors"
	"net"
	"testing"
)

// resolver asks a server of ours the way Go programs do, over udp or tcp.
func resolver(t *testing.T, network string) *net.Resolver {
	t.Helper()
	n := newNames([]string{"charts.unflunk"})
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	streams, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { packets.Close(); streams.Close() })
	go n.servePackets(packets)
	go n.serveStreams(streams)
	address := map[string]string{"udp": packets.LocalAddr().String(), "tcp": streams.Addr().String()}[network]
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
}

func TestOwnNames(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		for _, name := range []string{"registry.unflunk.", "charts.unflunk.", "Charts.Unflunk."} {
			found, err := resolver(t, network).LookupHost(context.Background(), name)
			if err != nil || len(found) != 1 || found[0] != "10.77.0.2" {
				t.Errorf("%s over %s: %v %v", name, network, found, err)
			}
		}
	}
}

func TestNothingElseExists(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		for _, name := range []string{"example.com.", "unflunk.", "a.charts.unflunk."} {
			_, err := resolver(t, network).LookupHost(context.Background(), name)
			var failed *net.DNSError
			if !errors.As(err, &failed) || !failed.IsNotFound {
				t.Errorf("%s over %s: %v", name, network, err)
			}
		}
	}
}

func TestJunkHasNoAnswer(t *testing.T) {
	n := newNames(nil)
	question := "\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
	for name, query := range map[string]string{
		"nothing":                      "",
		"half a header":                question[:6],
		"no question":                  "\x00\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		"an answer":                    "\x00\x01\x81\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01",
		"a name that does not end":     question + "\x03abc",
		"a label longer than the rest": question + "\x3fabc",
		"a pointer":                    question + "\xc0\x0c\x00\x01\x00\x01",
		"no type":                      question + "\x03abc\x00",
	} {
		if answer := n.answer([]byte(query)); answer != nil {
			t.Errorf("%s: %q", name, answer)
		}
	}
}
