package main

import (
	"io"
	"net"
	"testing"
)

// answering is a server that writes its name to whoever connects.
func answering(t *testing.T, name string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, name)
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

func silent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	return address
}

func ask(t *testing.T, to *backends) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() { _ = serve(listener, to) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTakesTurns(t *testing.T) {
	to := &backends{addresses: []string{answering(t, "one"), answering(t, "two")}}
	if first, second := ask(t, to), ask(t, to); first == second {
		t.Errorf("both requests went to %q", first)
	}
}

func TestPassesOverWhatDoesNotAnswer(t *testing.T) {
	to := &backends{addresses: []string{silent(t), answering(t, "alive")}}
	for range 3 {
		if got := ask(t, to); got != "alive" {
			t.Errorf("got %q", got)
		}
	}
}

func TestClosesWhenNobodyAnswers(t *testing.T) {
	if got := ask(t, &backends{addresses: []string{silent(t)}}); got != "" {
		t.Errorf("got %q", got)
	}
}
