package main

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"time"
)

// names is the end of every cluster's name resolution, https://www.rfc-editor.org/rfc/rfc1035: our own hosts have an address,
// nothing else exists. Without it a mistyped name would be an error of the server, or wait for a time-out.
type names struct {
	address net.IP
	known   map[string]bool
}

// The registry's address inside each cluster, whatever its network (topology.ts names the same).
var ownAddress = net.IPv4(10, 77, 0, 2).To4()

const (
	headerSize = 12
	typeA      = 1
	typeAny    = 255
	timeToLive = 30 // seconds
	idle       = 10 * time.Second

	flagResponse, flagAuthoritative, flagRecursion = 0x8000, 0x0400, 0x0080
	maskOpcode, maskRecursionDesired               = 0x7800, 0x0100
	noSuchName, notImplemented                     = 3, 4
)

func newNames(hosts []string) *names {
	n := &names{address: ownAddress, known: map[string]bool{"registry.unflunk": true}}
	for _, host := range hosts {
		n.known[host] = true
	}
	return n
}

// serveDNS answers on UDP and TCP until one of them fails.
func serveDNS(address string, n *names) error {
	packets, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	streams, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	ended := make(chan error, 2)
	go func() { ended <- n.servePackets(packets) }()
	go func() { ended <- n.serveStreams(streams) }()
	return <-ended
}

func (n *names) servePackets(packets net.PacketConn) error {
	buffer := make([]byte, 4096)
	for {
		size, from, err := packets.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if answer := n.answer(buffer[:size]); answer != nil {
			if _, err := packets.WriteTo(answer, from); err != nil {
				log.Print(err) // a client's network is gone: the others go on
			}
		}
	}
}

func (n *names) serveStreams(streams net.Listener) error {
	for {
		connection, err := streams.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer connection.Close()
			for n.serveOne(connection) == nil {
			}
		}()
	}
}

// serveOne answers one message of a stream: two bytes of length come before each.
func (n *names) serveOne(connection net.Conn) error {
	if err := connection.SetDeadline(time.Now().Add(idle)); err != nil {
		return err
	}
	var size [2]byte
	if _, err := io.ReadFull(connection, size[:]); err != nil {
		return err
	}
	query := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(connection, query); err != nil {
		return err
	}
	answer := n.answer(query)
	if answer == nil {
		return errors.New("not a query")
	}
	_, err := connection.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
	return err
}

// answer is nil for what is no query with one question.
func (n *names) answer(query []byte) []byte {
	if len(query) < headerSize {
		return nil
	}
	flags := binary.BigEndian.Uint16(query[2:])
	if flags&flagResponse != 0 || binary.BigEndian.Uint16(query[4:]) != 1 {
		return nil
	}
	name, end := readName(query)
	if end < 0 || end+4 > len(query) {
		return nil
	}
	kind := binary.BigEndian.Uint16(query[end:])
	code, addresses := uint16(0), 0
	if flags&maskOpcode != 0 {
		code = notImplemented
	} else if !n.known[name] {
		code = noSuchName
	} else if kind == typeA || kind == typeAny {
		addresses = 1
	}
	answer := append([]byte{}, query[:2]...)
	answer = binary.BigEndian.AppendUint16(answer, flagResponse|flagAuthoritative|flagRecursion|flags&(maskOpcode|maskRecursionDesired)|code)
	answer = append(answer, 0, 1, 0, byte(addresses), 0, 0, 0, 0)
	answer = append(answer, query[headerSize:end+4]...)
	if addresses == 1 {
		answer = append(answer, 0xc0, headerSize, 0, typeA, 0, 1) // the name of the question, class IN
		answer = binary.BigEndian.AppendUint32(answer, timeToLive)
		answer = append(answer, 0, 4)
		answer = append(answer, n.address...)
	}
	return answer
}

// readName answers the question's name without its final dot, and where it ends (-1: it is none).
func readName(query []byte) (string, int) {
	labels := []string{}
	for at := headerSize; at < len(query); {
		size := int(query[at])
		at++
		if size == 0 {
			return strings.ToLower(strings.Join(labels, ".")), at
		}
		if size > 63 || at+size > len(query) { // a question has no pointers
			return "", -1
		}
		labels = append(labels, string(query[at:at+size]))
		at += size
	}
	return "", -1
}
