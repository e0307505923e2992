package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	quoted    = regexp.MustCompile(`\\?"[^"]*"`)
	number    = regexp.MustCompile(`\b-?\d+(\.\d+)?\b`)
	index     = regexp.MustCompile(`\[\d+\]`)
	mapValue  = regexp.MustCompile(`\{[^{}]{20,}\}`)
	longValue = regexp.MustCompile(`a{20,}`)
	podPath   = regexp.MustCompile(`\b((spec\.jobTemplate\.)?spec\.template|template)\.(spec|metadata)\b`)
)

// general takes the values out of a text, so that texts of the same origin become equal.
func general(text string) string {
	text = quoted.ReplaceAllString(text, `"…"`)
	text = longValue.ReplaceAllString(text, "aaa…")
	text = mapValue.ReplaceAllString(text, "{…}")
	text = index.ReplaceAllString(text, "[]")
	text = podPath.ReplaceAllString(text, "$3")
	return number.ReplaceAllString(text, "N")
}

// compareRefusals compares two answers of which one at least is an error.
func compareRefusals(codeA int, a *node, codeB int, b *node) []difference {
	refusedA, refusedB := codeA >= 400, codeB >= 400
	switch {
	case refusedA && !refusedB:
		var found []difference
		for _, cause := range causes(a) {
			found = append(found, difference{fmt.Sprintf("accepted, but %d: %s", codeA, general(cause)), a.value("message")})
		}
		return found
	case !refusedA:
		var found []difference
		for _, cause := range causes(b) {
			found = append(found, difference{fmt.Sprintf("refused although valid: %d: %s", codeB, general(cause)), b.value("message")})
		}
		return found
	}
	messages := clipLong(b.value("message")) + "\n  instead of " + clipLong(a.value("message"))
	if codeA != codeB {
		return []difference{{fmt.Sprintf("%d %s\n  instead of %d %s", codeB, general(clip(b.value("message"))), codeA, general(clip(a.value("message")))), messages}}
	}
	if a.value("message") == b.value("message") {
		return diffTrees("", a, b)
	}
	if a.value("reason") == "Invalid" && b.value("reason") == "Invalid" {
		if found := compareCauses(causes(a), causes(b), messages); len(found) > 0 {
			return found
		}
	}
	return []difference{{fmt.Sprintf("message: %s\n  instead of %s", general(clip(b.value("message"))), general(clip(a.value("message")))), messages}}
}

func compareCauses(a, b []string, messages string) []difference {
	var found []difference
	for _, cause := range a {
		if !slices.Contains(b, cause) {
			found = append(found, difference{"cause missing: " + general(cause), messages})
		}
	}
	for _, cause := range b {
		if !slices.Contains(a, cause) {
			found = append(found, difference{"cause too much: " + general(cause), messages})
		}
	}
	if len(found) == 0 && !slices.Equal(a, b) {
		found = append(found, difference{"another order of causes", messages})
	}
	return found
}

// causes are the single findings of a refusal, or its message if there are none.
func causes(status *node) []string {
	var found []string
	if list := status.at("details", "causes"); list != nil {
		for _, cause := range list.items {
			found = append(found, cause.value("field")+": "+cause.value("message"))
		}
	}
	if len(found) == 0 {
		found = append(found, strings.TrimSpace(status.value("message")))
	}
	return found
}

func clipLong(s string) string {
	if len(s) > 1200 {
		return s[:1200] + "…"
	}
	return s
}
