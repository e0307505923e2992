package main

import (
	"fmt"
	"os"
	"sync"
)

const namespace = "compare"

// session sends requests to both servers and writes what differs into the ledger.
type session struct {
	servers   *servers
	ledger    *ledger
	options   options
	schemas   schemas
	protobufs *protobufs
	broken    int   // how often the reference has broken off, as it does when it panics
	failure   error // of a reference that is not there any more
}

func (s *session) compareAll(objects map[string][]object) error {
	resources, err := discover(s.servers.reference)
	if err != nil {
		return err
	}
	if s.schemas, err = readSchemas(s.servers.reference); err != nil {
		return err
	}
	s.prepare()
	if err := s.tokens(); err != nil {
		return err
	}
	if s.options.focus.MatchString("documents") {
		s.documents(resources)
	}
	for _, r := range resources {
		examples := objects[r.apiVersion()+" "+r.kind]
		if !s.options.focus.MatchString(r.label()) {
			continue
		}
		if len(examples) == 0 && r.can("create") && r.name != "bindings" {
			return fmt.Errorf("no valid object of %s in %s", r.label(), s.options.objects)
		}
		s.ledger.coverage.expect(r)
		k := &kindRun{session: s, resource: r, examples: examples}
		k.run()
		if s.failure != nil {
			return fmt.Errorf("the reference is not there any more: %w", s.failure)
		}
		fmt.Fprintf(os.Stderr, "%s: %d compared so far, %d different\n", r.label(),
			s.ledger.total.equal+s.ledger.total.accepted+s.ledger.total.different, s.ledger.total.different)
	}
	if s.broken > 0 {
		fmt.Fprintf(os.Stderr, "%d requests were not answered by the reference (it panics on some definitions)\n", s.broken)
	}
	return nil
}

// prepare makes what the objects refer to: the namespace and its ServiceAccount, which a controller would make.
func (s *session) prepare() {
	s.do("namespaces.v1", "create", "the namespace of all", request{method: "POST", path: "/api/v1/namespaces",
		contentType: "application/json", body: `{"metadata":{"name":"` + namespace + `"}}`})
	s.do("serviceaccounts.v1", "create", "the account of all", request{method: "POST", path: "/api/v1/namespaces/" + namespace + "/serviceaccounts",
		contentType: "application/json", body: `{"metadata":{"name":"default"}}`})
}

// both holds something of the reference and the same of Jukung.
type both[T any] struct{ reference, jukung T }

// do sends the same request to both.
func (s *session) do(kind, verb, name string, r request) both[answer] {
	return s.doEach(kind, verb, name, both[request]{r, r})
}

// doEach sends requests that differ in what each server has chosen itself, as uids.
func (s *session) doEach(kind, verb, name string, r both[request]) both[answer] {
	var answers both[answer]
	var errA, errB error
	var wait sync.WaitGroup
	wait.Go(func() { answers.reference, errA = s.servers.reference.send(r.reference) })
	wait.Go(func() { answers.jukung, errB = s.servers.jukung.send(r.jukung) })
	wait.Wait()
	if errA != nil { // nothing to compare with
		s.broken++
		if a, err := s.servers.reference.send(request{method: "GET", path: "/readyz"}); err != nil || a.status != 200 {
			s.failure = errA
		}
		return answers
	}
	if errB != nil {
		s.ledger.record(kind, verb, name, r.reference, []difference{{"no answer", errB.Error()}})
		return answers
	}
	s.ledger.coverage.add(kind, verb+" "+name, r.reference, answers.reference.status)
	s.ledger.record(kind, verb, name, r.reference, s.compare(answers))
	return answers
}

// compare reads answers in protobuf before it compares: what they say counts, not their bytes.
func (s *session) compare(answers both[answer]) []difference {
	a, errA := s.protobufs.readable(answers.reference)
	b, errB := s.protobufs.readable(answers.jukung)
	switch {
	case errA != nil:
		return []difference{{"protobuf of the reference that cannot be read: " + general(errA.Error()), ""}}
	case errB != nil:
		return []difference{{"protobuf that cannot be read: " + general(errB.Error()), ""}}
	}
	return compareAnswers(a, b, s.servers.reference, s.servers.jukung)
}
