package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// test is one of the conformance tests of this version of Kubernetes.
type test struct {
	name string // as the suite knows it: [sig-x] … [Conformance]
	file string // the source, below test/e2e
}

var sigName = regexp.MustCompile(`^\[(sig-[a-z-]+)]`)

// sig is the special interest group that owns the test.
func (t test) sig() string {
	if m := sigName.FindStringSubmatch(t.name); m != nil {
		return m[1]
	}
	return "other"
}

// shortName is the name without what all names have.
func shortName(name string) string {
	name = sigName.ReplaceAllString(name, "")
	return strings.TrimSpace(strings.TrimSuffix(name, "[Conformance]"))
}

// listTests asks e2e.test for its conformance tests.
func listTests(programs string) ([]test, error) {
	out, err := exec.Command(filepath.Join(programs, "e2e.test"), "--list-conformance-tests").Output()
	if err != nil {
		return nil, fmt.Errorf("cannot list the conformance tests: %w", err)
	}
	var listed []struct{ Codename, File string }
	if err := yaml.Unmarshal(out, &listed); err != nil {
		return nil, fmt.Errorf("cannot read the list of conformance tests: %w", err)
	}
	var tests []test
	for _, l := range listed {
		tests = append(tests, test{name: l.Codename, file: strings.TrimPrefix(l.File, "test/e2e/")})
	}
	sort.Slice(tests, func(i, j int) bool { return tests[i].name < tests[j].name })
	return tests, nil
}

func sorted(names map[string]bool) []string {
	var list []string
	for name := range names {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}
