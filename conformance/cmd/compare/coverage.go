package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Of how many kinds of wrong input each verb of each kind is sent at least.
const enoughInvalid = 10

// inputs are the names of what a verb was sent: what the reference took, and what it refused.
type inputs struct{ valid, invalid map[string]bool }

// coverage counts the inputs by row (a kind, or a subresource of it) and verb.
type coverage map[string]map[string]*inputs

var patchVerbs = map[string]string{jsonPatch: "json patch", merge: "merge patch", strategic: "strategic patch", apply: "apply"}

// The order of columns.
var coveredVerbs = []string{"get", "list", "watch", "create", "update", "json patch", "merge patch", "strategic patch", "apply", "delete", "deletecollection"}

// What comes from a kubelet or a workload has no valid input here.
var streams = []string{"attach", "exec", "portforward", "proxy", "log"}

func (c coverage) at(row, verb string) *inputs {
	if c[row] == nil {
		c[row] = map[string]*inputs{}
	}
	if c[row][verb] == nil {
		c[row][verb] = &inputs{map[string]bool{}, map[string]bool{}}
	}
	return c[row][verb]
}

// expect makes the cells that there have to be.
func (c coverage) expect(r resource) {
	for _, verb := range verbsOf(r.verbs, false) {
		c.at(r.label(), verb)
	}
	for name, verbs := range r.subresources {
		for _, verb := range verbsOf(verbs, slices.Contains(streams, name)) {
			c.at(r.label()+"/"+name, verb)
		}
	}
}

// verbsOf tells the kinds of patches apart, where they mean something to the server itself.
func verbsOf(verbs []string, stream bool) []string {
	var found []string
	for _, verb := range verbs {
		switch {
		case verb == "patch" && stream:
			found = append(found, "merge patch")
		case verb == "patch":
			found = append(found, "json patch", "merge patch", "strategic patch", "apply")
		default:
			found = append(found, verb)
		}
	}
	return found
}

// add counts a request under what its path and method say, if that is a cell.
func (c coverage) add(kind, name string, r request, status int) {
	row, verb := cellOf(kind, r)
	cell := c[row][verb]
	switch {
	case cell == nil:
	case status < 400:
		cell.valid[name] = true
	default:
		cell.invalid[name] = true
	}
}

func cellOf(kind string, r request) (row, verb string) {
	path, query, _ := strings.Cut(r.path, "?")
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case len(parts) > 2 && parts[0] == "api":
		parts = parts[2:]
	case len(parts) > 3 && parts[0] == "apis":
		parts = parts[3:]
	default:
		return "", ""
	}
	watch := parts[0] == "watch"
	if watch {
		parts = parts[1:]
	}
	if len(parts) > 2 && parts[0] == "namespaces" && parts[2] != "status" && parts[2] != "finalize" {
		parts = parts[2:]
	}
	values, _ := url.ParseQuery(query)
	switch one := len(parts) > 1; r.method {
	case "GET":
		switch {
		case watch || (!one && values.Get("watch") != ""):
			verb = "watch"
		case one:
			verb = "get"
		default:
			verb = "list"
		}
	case "POST":
		if verb = "create"; len(parts) == 2 {
			return "", "" // the path has a name, and no POST
		}
	case "PUT":
		verb = "update"
	case "DELETE":
		if verb = "deletecollection"; one {
			verb = "delete"
		}
	case "PATCH":
		if verb = patchVerbs[r.contentType]; verb == "" {
			verb = "json patch" // of a type that there is not
		}
	}
	if len(parts) > 2 {
		return kind + "/" + parts[2], verb
	}
	return kind, verb
}

// gaps are the cells that have too little.
func (c coverage) gaps() []string {
	var found []string
	for _, row := range sortedKeys(c) {
		for _, verb := range coveredVerbs {
			cell := c[row][verb]
			if cell == nil {
				continue
			}
			if n := len(cell.invalid); n < enoughInvalid {
				found = append(found, fmt.Sprintf("%s %s: %d kinds of invalid input", row, verb, n))
			}
			_, sub, _ := strings.Cut(row, "/")
			if len(cell.valid) == 0 && !slices.Contains(streams, sub) {
				found = append(found, fmt.Sprintf("%s %s: no valid input", row, verb))
			}
		}
	}
	return found
}

func (c coverage) write(b *strings.Builder) {
	gaps := c.gaps()
	fmt.Fprintf(b, "\n## Covered: valid and invalid inputs by kind and verb\n\n")
	if len(gaps) == 0 {
		fmt.Fprintf(b, "Every verb of every kind has valid and at least %d kinds of invalid input; streams of a node have invalid input only.\n\n", enoughInvalid)
	} else {
		fmt.Fprintf(b, "**TOO LITTLE in %d places** (at least one valid and %d kinds of invalid input are asked for):\n\n", len(gaps), enoughInvalid)
		for _, gap := range gaps {
			fmt.Fprintf(b, "- %s\n", gap)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "| kind | %s |\n|---|%s\n", strings.Join(coveredVerbs, " | "), strings.Repeat("---|", len(coveredVerbs)))
	for _, row := range sortedKeys(c) {
		fmt.Fprintf(b, "| %s |", row)
		for _, verb := range coveredVerbs {
			if cell := c[row][verb]; cell != nil {
				fmt.Fprintf(b, " %d + %d |", len(cell.valid), len(cell.invalid))
			} else {
				b.WriteString("  |")
			}
		}
		b.WriteString("\n")
	}
}
