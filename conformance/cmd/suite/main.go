// Command suite runs the conformance tests of Kubernetes (e2e.test) against a cluster, keeps what became of each test in a
// table, and writes that table as a page to read.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// options are what the command line says.
type options struct {
	programs, kubeconfig, results, reasons, page string
	commit, runtime                              string
	nodes                                        int
	focus, skip                                  *regexp.Regexp
	limit                                        time.Duration
	pageOnly                                     bool
}

func main() {
	var o options
	var focus, skip string
	flag.StringVar(&o.programs, "programs", ".out", "folder with e2e.test and kubectl")
	flag.StringVar(&o.kubeconfig, "kubeconfig", "", "how to reach the cluster")
	flag.StringVar(&o.results, "results", "results.tsv", "the table of what became of each test")
	flag.StringVar(&o.reasons, "reasons", "reasons.tsv", "why tests fail that are known to")
	flag.StringVar(&o.page, "page", "../docs/conformance.md", "the page to write")
	flag.StringVar(&o.commit, "commit", "unknown", "what was tested")
	flag.StringVar(&o.runtime, "runtime", "sim", "what Pods ran on: sim or containerd")
	flag.IntVar(&o.nodes, "nodes", 1, "how many nodes the cluster has")
	flag.StringVar(&focus, "focus", "", "only tests whose name, or source file, matches")
	flag.StringVar(&skip, "skip", "", "no test whose name, or source file, matches")
	flag.DurationVar(&o.limit, "limit", 3*time.Minute, "how long one test may take")
	flag.BoolVar(&o.pageOnly, "page-only", false, "run nothing, write the page anew")
	flag.Parse()
	o.focus = regexp.MustCompile(focus)
	if skip != "" {
		o.skip = regexp.MustCompile(skip)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	var err error
	if o.programs, err = filepath.Abs(o.programs); err != nil {
		return err
	}
	tests, err := listTests(o.programs)
	if err != nil {
		return err
	}
	results, err := readResults(o.results)
	if err != nil {
		return err
	}
	reasons, err := readReasons(o.reasons)
	if err != nil {
		return err
	}
	if !o.pageOnly {
		if err := runTests(ctx, o, chosen(tests, o), results); err != nil {
			return err
		}
	}
	return os.WriteFile(o.page, []byte(page(tests, results, reasons)+clients(o.page)), 0o644)
}

// clients is the section at the end of the page that conformance/clients has written.
func clients(path string) string {
	before, err := os.ReadFile(path)
	if err != nil {
		return "" // there was no page yet
	}
	if at := strings.Index(string(before), "\n## Clients\n"); at >= 0 {
		return string(before[at:])
	}
	return ""
}

// chosen are the tests that the focus asks for.
func chosen(tests []test, o options) []test {
	var kept []test
	for _, t := range tests {
		text := t.name + "\n" + t.file
		if o.focus.MatchString(text) && (o.skip == nil || !o.skip.MatchString(text)) {
			kept = append(kept, t)
		}
	}
	return kept
}

// runTests lets e2e.test run the tests, again and again while a test that took too long kept others from being run.
func runTests(ctx context.Context, o options, tests []test, results map[string]result) error {
	open := map[string]bool{}
	for _, t := range tests {
		open[t.name] = true
	}
	fmt.Printf("%d tests\n", len(open))
	for len(open) > 0 && ctx.Err() == nil {
		outcomes, err := runSuite(ctx, o, open)
		if err != nil {
			return err
		}
		known := 0
		for name, outcome := range outcomes {
			if open[name] {
				delete(open, name)
				results[name] = outcome
				known++
			}
		}
		if err := writeResults(o.results, results); err != nil {
			return err
		}
		if known == 0 && ctx.Err() == nil {
			return fmt.Errorf("e2e.test ran none of: %s", strings.Join(sorted(open), "; "))
		}
	}
	return nil
}
