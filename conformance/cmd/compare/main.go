// Command compare sends the same requests to kube-apiserver and to Jukung's API server and reports where the answers differ.
//
// Requests are made from the valid objects of a folder, the discovery of the reference (which kinds, which verbs) and its
// OpenAPI document (which fields). What is random by nature (uids, times, versions, given addresses) is made equal first.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"time"
)

// options are what the command line says.
type options struct {
	programs, classPath, java, objects, accepted, out string
	focus                                             *regexp.Regexp
	quick                                             bool
}

func main() {
	var o options
	var focus string
	flag.StringVar(&o.programs, "programs", "conformance/.out", "folder with etcd and kube-apiserver")
	flag.StringVar(&o.classPath, "classpath", "", "class path of Jukung's benchmarks, which have an API server alone")
	flag.StringVar(&o.java, "java", "java", "the java program")
	flag.StringVar(&o.objects, "objects", "conformance/objects", "folder with valid objects to start from")
	flag.StringVar(&o.accepted, "accepted", "conformance/accepted.tsv", "differences that are known and accepted")
	flag.StringVar(&o.out, "out", "conformance/.out", "folder of the report")
	flag.StringVar(&focus, "focus", "", "only kinds (resource.group) that match this expression")
	flag.BoolVar(&o.quick, "quick", false, "without the changes of every single field")
	flag.Parse()
	o.focus = regexp.MustCompile(focus)
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	started := time.Now()
	accepted, err := readAccepted(o.accepted)
	if err != nil {
		return err
	}
	objects, err := readObjects(o.objects)
	if err != nil {
		return err
	}
	servers, err := startServers(o)
	if err != nil {
		return err
	}
	defer servers.stop()
	protobufs, err := newProtobufs()
	if err != nil {
		return err
	}
	ledger := newLedger(accepted)
	session := &session{servers: servers, ledger: ledger, options: o, protobufs: protobufs}
	failure := session.compareAll(objects)
	return errors.Join(failure, ledger.write(o.out, time.Since(started)))
}
