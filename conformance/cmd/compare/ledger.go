package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"
)

// counts of one kind and verb.
type counts struct{ equal, accepted, different int }

// group is what differences of the same shape have in common.
type group struct {
	shape   string
	count   int
	kinds   map[string]bool
	example string
	detail  string
	reason  string // of an accepted one
}

type acceptance struct {
	kinds, shape *regexp.Regexp
	reason       string
}

// ledger keeps what was compared.
type ledger struct {
	accepted []acceptance
	cells    map[string]map[string]*counts
	groups   map[string]*group
	lines    []string
	total    counts
	coverage coverage
	reasons  map[string]int // how many requests differ for each
}

func newLedger(accepted []acceptance) *ledger {
	return &ledger{accepted: accepted, cells: map[string]map[string]*counts{}, groups: map[string]*group{}, coverage: coverage{}, reasons: map[string]int{}}
}

// readAccepted reads lines of a pattern of kinds, one of shapes, and the reason, with tabs between them.
func readAccepted(file string) ([]acceptance, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var found []acceptance
	for scanner := bufio.NewScanner(opened); scanner.Scan(); {
		if strings.HasPrefix(scanner.Text(), "#") || scanner.Text() == "" {
			continue
		}
		fields := strings.Split(scanner.Text(), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s: not kinds, shape and reason: %q", file, scanner.Text())
		}
		kinds, err := regexp.Compile(fields[0])
		if err != nil {
			return nil, err
		}
		shape, err := regexp.Compile("(?s)" + fields[1])
		if err != nil {
			return nil, err
		}
		found = append(found, acceptance{kinds, shape, fields[2]})
	}
	return found, nil
}

func (l *ledger) record(kind, verb, name string, r request, found []difference) {
	if l.cells[kind] == nil {
		l.cells[kind] = map[string]*counts{}
	}
	if l.cells[kind][verb] == nil {
		l.cells[kind][verb] = &counts{}
	}
	open := false
	for _, d := range found {
		reason := l.reasonFor(kind, d.Shape)
		g := l.groups[d.Shape+"\n"+reason]
		if g == nil {
			g = &group{shape: d.Shape, kinds: map[string]bool{}, detail: d.Detail,
				example: fmt.Sprintf("%s: %s %s %s", name, r.method, r.path, clip(r.body)), reason: reason}
			l.groups[d.Shape+"\n"+reason] = g
		}
		g.count++
		g.kinds[kind] = true
		open = open || g.reason == ""
	}
	for _, c := range []*counts{l.cells[kind][verb], &l.total} {
		switch {
		case len(found) == 0:
			c.equal++
		case open:
			c.different++
		default:
			c.accepted++
		}
	}
	if open {
		l.addLine(kind, verb, name, r, found)
	} else if len(found) > 0 {
		l.reasons[l.reasonFor(kind, found[0].Shape)]++
	}
}

func (l *ledger) addLine(kind, verb, name string, r request, found []difference) {
	text, err := json.Marshal(map[string]any{"kind": kind, "verb": verb, "case": name, "method": r.method, "path": r.path,
		"contentType": r.contentType, "accept": r.accept, "body": clipLong(r.body), "differences": found})
	if err == nil {
		l.lines = append(l.lines, string(text))
	}
}

func (l *ledger) reasonFor(kind, shape string) string {
	for _, a := range l.accepted {
		if a.kinds.MatchString(kind) && a.shape.MatchString(shape) {
			return a.reason
		}
	}
	return ""
}

func (l *ledger) write(folder string, took time.Duration) error {
	if err := os.WriteFile(filepath.Join(folder, "compare.jsonl"), []byte(strings.Join(l.lines, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	var b strings.Builder
	compared := l.total.equal + l.total.accepted + l.total.different
	fmt.Fprintf(&b, "# Jukung's API server compared with kube-apiserver\n\n%d requests in %d s: %d answers equal, %d differ as accepted, %d differ.\n\n",
		compared, int(took.Seconds()), l.total.equal, l.total.accepted, l.total.different)
	fmt.Print(b.String())
	for _, gap := range l.coverage.gaps() {
		fmt.Fprintln(os.Stderr, "TOO LITTLE:", gap)
	}
	l.coverage.write(&b)
	l.writeTable(&b)
	l.writeGroups(&b)
	return os.WriteFile(filepath.Join(folder, "compare.md"), []byte(b.String()), 0o644)
}

func (l *ledger) writeTable(b *strings.Builder) {
	verbs := map[string]bool{}
	for _, row := range l.cells {
		for verb := range row {
			verbs[verb] = true
		}
	}
	fmt.Fprintf(b, "## By kind and verb: equal (or accepted) of all\n\n| kind | %s |\n|---|%s\n", strings.Join(sorted(verbs), " | "), strings.Repeat("---|", len(verbs)))
	for _, kind := range sortedKeys(l.cells) {
		fmt.Fprintf(b, "| %s |", kind)
		for _, verb := range sorted(verbs) {
			if c := l.cells[kind][verb]; c != nil {
				fmt.Fprintf(b, " %d/%d |", c.equal+c.accepted, c.equal+c.accepted+c.different)
			} else {
				b.WriteString("  |")
			}
		}
		b.WriteString("\n")
	}
}

func (l *ledger) writeGroups(b *strings.Builder) {
	var groups []*group
	for _, g := range l.groups {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(x, y *group) int {
		if x.count != y.count {
			return y.count - x.count
		}
		return strings.Compare(x.shape, y.shape)
	})
	fmt.Fprintf(b, "\n## Differences, the most frequent first\n\nWhat Jukung says, then what it should have said.\n\n")
	for _, g := range groups {
		if g.reason == "" {
			kinds := sorted(g.kinds)
			fmt.Fprintf(b, "- **%d** x %s\n  - %d kinds: %s\n  - e.g. `%s`\n", g.count, g.shape, len(kinds), strings.Join(kinds[:min(6, len(kinds))], ", "), g.example)
			if g.detail != "" {
				fmt.Fprintf(b, "  - %s\n", g.detail)
			}
		}
	}
	fmt.Fprintf(b, "\n## Accepted, by the reason\n\n| requests | reason |\n|---|---|\n")
	for _, reason := range slices.SortedFunc(maps.Keys(l.reasons), func(x, y string) int {
		if l.reasons[x] != l.reasons[y] {
			return l.reasons[y] - l.reasons[x]
		}
		return strings.Compare(x, y)
	}) {
		fmt.Fprintf(b, "| %d | %s |\n", l.reasons[reason], reason)
	}
	fmt.Fprintf(b, "\n## Accepted\n\n")
	for _, g := range groups {
		if g.reason != "" {
			fmt.Fprintf(b, "- %d x %s: %s\n", g.count, g.shape, g.reason)
		}
	}
}

func sorted(set map[string]bool) []string {
	var keys []string
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
