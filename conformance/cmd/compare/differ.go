package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// difference is one thing that two answers do not share. The shape is the same for differences of the same origin.
type difference struct {
	Shape  string `json:"shape"`
	Detail string `json:"detail"`
}

// Headers that are compared; others say nothing of the answer's meaning or belong to the connection.
var compared = []string{"Content-Type", "Warning", "Retry-After", "Allow", "Cache-Control", "Location", "X-Content-Type-Options", "Content-Encoding", "Www-Authenticate", "Vary"}

// Headers whose values are random by nature, so that only their presence counts.
var present = []string{"Audit-Id", "X-Kubernetes-Pf-Flowschema-Uid", "X-Kubernetes-Pf-Prioritylevel-Uid", "Etag", "Last-Modified"}

func compareAnswers(reference, jukung answer, refServer, ourServer *server) []difference {
	var found []difference
	add := func(shape, detail string) { found = append(found, difference{shape, detail}) }
	for _, name := range compared {
		a, b := header(reference.headers, name), header(jukung.headers, name)
		if a != b {
			add(fmt.Sprintf("header %s: %s instead of %s", name, general(b), general(a)), "")
		}
	}
	for _, name := range present {
		if a, b := reference.headers.Get(name) != "", jukung.headers.Get(name) != ""; a != b {
			add(fmt.Sprintf("header %s: present %v instead of %v", name, b, a), "")
		}
	}
	a, errA := parse(reference.body)
	b, errB := parse(jukung.body)
	if errA != nil || errB != nil {
		return append(found, compareTexts(reference, jukung, refServer, ourServer)...)
	}
	a.normalise("", refServer.address)
	b.normalise("", ourServer.address)
	if reference.status >= 400 || jukung.status >= 400 {
		return append(found, compareRefusals(reference.status, a, jukung.status, b)...)
	}
	if reference.status != jukung.status {
		add(fmt.Sprintf("status %d instead of %d", jukung.status, reference.status), "")
	}
	return append(found, diffTrees("", a, b)...)
}

func header(h http.Header, name string) string {
	values := slices.Clone(h.Values(name))
	return strings.Join(values, " | ")
}

// compareTexts compares what is no single JSON value: YAML, plain text, several values of a watch.
func compareTexts(reference, jukung answer, refServer, ourServer *server) []difference {
	if reference.status != jukung.status {
		return []difference{{fmt.Sprintf("status %d instead of %d", jukung.status, reference.status), clip(string(jukung.body)) + " instead of " + clip(string(reference.body))}}
	}
	a, b := strings.Split(string(reference.body), "\n"), strings.Split(string(jukung.body), "\n")
	var found []difference
	for i := range max(len(a), len(b)) {
		x, y := line(a, i, refServer.address), line(b, i, ourServer.address)
		nx, errX := parse([]byte(x))
		ny, errY := parse([]byte(y))
		if errX == nil && errY == nil {
			nx.normalise("", refServer.address)
			ny.normalise("", ourServer.address)
			found = append(found, diffTrees("line", nx, ny)...)
			continue
		}
		if key, v, ok := strings.Cut(x, ": "); ok {
			x = key + ": " + normaliseText(strings.TrimSpace(key), strings.Trim(v, `"`), refServer.address)
		}
		if key, v, ok := strings.Cut(y, ": "); ok {
			y = key + ": " + normaliseText(strings.TrimSpace(key), strings.Trim(v, `"`), ourServer.address)
		}
		if x != y { // what follows the first is mostly its consequence
			return append(found, difference{"text: " + general(clip(y)) + " instead of " + general(clip(x)), fmt.Sprintf("line %d", i+1)})
		}
	}
	return found
}

func line(lines []string, i int, address string) string {
	if i >= len(lines) {
		return ""
	}
	return strings.ReplaceAll(lines[i], address, "<server>")
}

func diffTrees(path string, a, b *node) []difference {
	at := general(path)
	if a.kind != b.kind {
		return []difference{{at + ": another type", fmt.Sprintf("%s: %s instead of %s", path, clip(b.String()), clip(a.String()))}}
	}
	switch a.kind {
	case 'o':
		return diffObjects(path, a, b)
	case 'a':
		var found []difference
		if len(a.items) != len(b.items) {
			return []difference{{at + ": another length", fmt.Sprintf("%s: %d instead of %d: %s instead of %s", path, len(b.items), len(a.items), clip(b.String()), clip(a.String()))}}
		}
		for i := range a.items {
			found = append(found, diffTrees(fmt.Sprintf("%s[%d]", path, i), a.items[i], b.items[i])...)
		}
		return found
	}
	if a.text != b.text {
		return []difference{{at + ": " + general(clip(b.String())) + " instead of " + general(clip(a.String())), path + ": " + clip(b.String()) + " instead of " + clip(a.String())}}
	}
	return nil
}

func diffObjects(path string, a, b *node) []difference {
	var found []difference
	common := []string{}
	for _, key := range a.keys {
		inner := path + "." + key
		if other, ok := b.fields[key]; ok {
			common = append(common, key)
			found = append(found, diffTrees(inner, a.fields[key], other)...)
		} else {
			found = append(found, difference{general(inner) + ": missing, has to be " + general(clip(a.fields[key].String())), inner})
		}
	}
	var ours []string
	for _, key := range b.keys {
		if _, ok := a.fields[key]; ok {
			ours = append(ours, key)
		} else {
			inner := path + "." + key
			found = append(found, difference{general(inner) + ": should not be there", inner + ": " + clip(b.fields[key].String())})
		}
	}
	if len(found) == 0 && !slices.Equal(common, ours) {
		found = append(found, difference{general(path) + ": another order of fields", fmt.Sprintf("%v instead of %v", ours, common)})
	}
	return found
}

func clip(s string) string {
	if len(s) > 160 {
		return s[:160] + "…"
	}
	return s
}
