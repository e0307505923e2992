package main

import (
	"sort"
	"strings"
)

// documents compares what describes the API, and the paths that are no resources.
func (s *session) documents(resources []resource) {
	get := func(kind, path, accept string) both[answer] {
		return s.do(kind, "get", "Accept "+accept, request{method: "GET", path: path, accept: accept})
	}
	groups := map[string]bool{"/api": true, "/apis": true, "/api/v1": true}
	for _, r := range resources {
		if r.group != "" {
			groups["/apis/"+r.group] = true
			groups["/apis/"+r.group+"/"+r.version] = true
		}
	}
	for _, path := range sorted(groups) {
		get("discovery", path, jsonType)
	}
	for _, path := range []string{"/api", "/apis"} {
		for _, accept := range []string{aggregated, strings.Replace(aggregated, "v2", "v2beta1", 1), aggregated + "," + jsonType, "application/yaml", "image/png", aggregated + ";profile=nopeer"} {
			get("discovery", path, accept)
		}
	}
	for _, path := range []string{"/", "/version", "/healthz", "/livez", "/readyz", "/livez?verbose", "/readyz?verbose", "/healthz?verbose", "/readyz/ping", "/readyz/bogus", "/livez/etcd", "/readyz?exclude=etcd", "/readyz?exclude=bogus&verbose",
		"/bogus", "/apis/bogus", "/apis/bogus/v1", "/apis/apps/v9", "/apis/apps/v1/bogus", "/apis/apps/v9/deployments", "/api/v2", "/api/v1/bogus", "/api/v1/namespaces/x/bogus", "/api/v1/namespaces/x/bogus/y", "/api/", "/apis/", "/api/v1/", "/apis/apps/v1/",
		"/api/v1//pods", "/api/v1/namespaces//pods", "/.well-known/openid-configuration", "/openid/v1/jwks", "/openapi/v3", "/metrics/bogus", "/logs", "/debug/pprof/bogus", "/openapi", "/swagger.json", "/version/", "/healthz/"} {
		for _, accept := range []string{"", "application/yaml"} {
			get("paths", path, accept)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"} {
		for _, path := range []string{"/version", "/api", "/apis/apps/v1", "/healthz", "/bogus", "/apis/apps", "/"} {
			s.do("paths", method, path, request{method: method, path: path, contentType: jsonType, body: "{}"})
		}
	}
	s.openAPI(get)
	s.atStart(resources)
}

// openAPI compares the documents definition by definition and path by path.
func (s *session) openAPI(get func(kind, path, accept string) both[answer]) {
	s.parts("openapi", "/openapi/v2", "definitions", "paths")
	index := decode(get("openapi", "/openapi/v3", jsonType).reference.body)
	paths, _ := index["paths"].(object)
	for _, path := range keysOf(paths) {
		s.parts("openapi", "/openapi/v3/"+path, "components", "paths")
	}
}

// parts records the entries of two documents' sections as answers of their own.
func (s *session) parts(kind, path string, sections ...string) {
	r := request{method: "GET", path: path, accept: jsonType}
	a, errA := s.servers.reference.send(r)
	b, errB := s.servers.jukung.send(r)
	if errA != nil || errB != nil {
		s.ledger.record(kind, "get", path, r, []difference{{"no answer", path}})
		return
	}
	x, errA := parse(a.body)
	y, errB := parse(b.body)
	if errA != nil || errB != nil || b.status != 200 {
		s.ledger.record(kind, "get", path, r, []difference{{"no document", path + " " + clip(string(b.body))}})
		return
	}
	for _, section := range sections {
		entriesA, entriesB := entries(x, section), entries(y, section)
		names := map[string]bool{}
		for name := range entriesA {
			names[name] = true
		}
		for name := range entriesB {
			names[name] = true
		}
		for _, name := range sorted(names) {
			inner := request{method: "GET", path: path + "#" + name}
			switch m, n := entriesA[name], entriesB[name]; {
			case m == nil:
				s.ledger.record(kind, section, name, inner, []difference{{section + ": too much", name}})
			case n == nil:
				s.ledger.record(kind, section, name, inner, []difference{{section + ": missing", name}})
			default:
				s.ledger.record(kind, section, name, inner, trimmed(diffTrees(section, m, n), name))
			}
		}
	}
}

func entries(n *node, section string) map[string]*node {
	found := n.at(section)
	if section == "components" {
		found = n.at(section, "schemas")
	}
	if found == nil {
		return nil
	}
	return found.fields
}

// trimmed shortens paths, so that the same difference of many definitions has one shape.
func trimmed(found []difference, name string) []difference {
	for i := range found {
		at, what, _ := strings.Cut(found[i].Shape, ":")
		parts := strings.Split(at, ".")
		found[i].Shape = parts[0] + " …" + strings.Join(parts[max(1, len(parts)-2):], ".") + ":" + what
		found[i].Detail = name + ": " + found[i].Detail
	}
	return found
}

// atStart compares the objects that a server makes for itself.
func (s *session) atStart(resources []resource) {
	for _, r := range resources {
		if !r.can("list") {
			continue
		}
		q := request{method: "GET", path: r.collection("")}
		a, errA := s.servers.reference.send(q)
		b, errB := s.servers.jukung.send(q)
		if errA != nil || errB != nil {
			s.ledger.record(r.label(), "at start", "list", q, []difference{{"no answer", q.path}})
			continue
		}
		x, y := byName(a.body, s.servers.reference), byName(b.body, s.servers.jukung)
		var names []string
		for name := range x {
			names = append(names, name)
		}
		for name := range y {
			if x[name] == nil {
				names = append(names, name)
			}
		}
		sort.Strings(names)
		for _, name := range names {
			one := request{method: "GET", path: q.path + "/" + name}
			switch {
			case y[name] == nil:
				s.ledger.record(r.label(), "at start", name, one, []difference{{"at start: missing: " + r.label(), name}})
			case x[name] == nil:
				s.ledger.record(r.label(), "at start", name, one, []difference{{"at start: too much: " + r.label(), name}})
			default:
				s.ledger.record(r.label(), "at start", name, one, diffTrees("", x[name], y[name]))
			}
		}
	}
}

func byName(body []byte, s *server) map[string]*node {
	found := map[string]*node{}
	list, err := parse(body)
	if err != nil || list.at("items") == nil {
		return found
	}
	for _, item := range list.at("items").items {
		item.normalise("", s.address)
		found[strings.TrimPrefix(item.value("metadata", "namespace")+"/"+item.value("metadata", "name"), "/")] = item
	}
	return found
}
