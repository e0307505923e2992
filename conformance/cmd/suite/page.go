package main

import (
	"fmt"
	"sort"
	"strings"
)

const pageHead = `# Conformance

What the conformance tests of Kubernetes v1.36.3 (e2e.test, unchanged) say about Jukung. Written by
` + "`conformance/run`" + `; do not edit. Each test counts as it was last run; the commits are below. "sim" is a cluster whose
Pods run no process, so a test that needs a real one fails or is not run there.

`

// counts are how many tests of an area became what.
type counts struct{ passed, failed, skipped, open int }

func (c *counts) add(r result, ran bool) {
	switch {
	case !ran:
		c.open++
	case r.state == "passed":
		c.passed++
	case r.state == "skipped":
		c.skipped++
	default:
		c.failed++
	}
}

func page(tests []test, results map[string]result, reasons [][2]string) string {
	var total counts
	areas := map[string]*counts{}
	commits := map[string]int{}
	for _, t := range tests {
		r, ran := results[t.name]
		if areas[t.sig()] == nil {
			areas[t.sig()] = &counts{}
		}
		areas[t.sig()].add(r, ran)
		total.add(r, ran)
		if ran {
			commits[fmt.Sprintf("%s on %s", r.commit, r.runtime)]++
		}
	}
	var b strings.Builder
	b.WriteString(pageHead)
	b.WriteString("| area | passed | failed | skipped | not run |\n|---|---|---|---|---|\n")
	var names []string
	for name := range areas {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		row(&b, name, *areas[name])
	}
	row(&b, "**all**", total)
	b.WriteString("\nRun:\n\n")
	var lines []string
	for commit, n := range commits {
		lines = append(lines, fmt.Sprintf("- %d tests at %s\n", n, commit))
	}
	sort.Strings(lines)
	b.WriteString(strings.Join(lines, ""))
	section(&b, "Failed", tests, results, reasons, func(r result, ran bool) bool { return ran && r.state == "failed" })
	section(&b, "Skipped", tests, results, reasons, func(r result, ran bool) bool { return ran && r.state == "skipped" })
	section(&b, "Passed", tests, results, nil, func(r result, ran bool) bool { return ran && r.state == "passed" })
	section(&b, "Not run", tests, results, reasons, func(_ result, ran bool) bool { return !ran })
	return b.String()
}

func row(b *strings.Builder, name string, c counts) {
	fmt.Fprintf(b, "| %s | %d | %d | %d | %d |\n", name, c.passed, c.failed, c.skipped, c.open)
}

// section lists the tests that are wanted, by area.
func section(b *strings.Builder, title string, tests []test, results map[string]result, reasons [][2]string, wanted func(result, bool) bool) {
	sig := ""
	for _, t := range tests {
		r, ran := results[t.name]
		if !wanted(r, ran) {
			continue
		}
		if sig == "" {
			fmt.Fprintf(b, "\n## %s\n", title)
		}
		if sig != t.sig() {
			sig = t.sig()
			fmt.Fprintf(b, "\n%s:\n\n", sig)
		}
		fmt.Fprintf(b, "- %s", shortName(t.name))
		if why := reason(t.name, r, ran, reasons); why != "" && r.state != "passed" {
			fmt.Fprintf(b, ": *%s*", strings.NewReplacer("*", "\\*", "|", "\\|").Replace(why))
		}
		b.WriteString("\n")
	}
}

// reason is why a test is not passed: what people found out, else what the test said.
func reason(name string, r result, ran bool, reasons [][2]string) string {
	for _, known := range reasons {
		if strings.Contains(name, known[0]) {
			return known[1]
		}
	}
	if ran {
		return r.message
	}
	return ""
}
