package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strconv"
	"strings"
)

// result is what became of a test the last time it was run.
type result struct {
	state   string // passed, failed, skipped
	seconds float64
	runtime string // what Pods ran on
	commit  string // what was tested
	message string // why it is not passed
}

const resultsHead = "# What became of each conformance test when it was last run, written by conformance/run:\n" +
	"# test, state, seconds, runtime of Pods, commit, message\n"

func readResults(path string) (map[string]result, error) {
	results := map[string]result{}
	err := readTable(path, 6, func(f []string) error {
		seconds, err := strconv.ParseFloat(f[2], 64)
		results[f[0]] = result{state: f[1], seconds: seconds, runtime: f[3], commit: f[4], message: f[5]}
		return err
	})
	return results, err
}

func writeResults(path string, results map[string]result) error {
	var lines []string
	for name, r := range results {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%.1f\t%s\t%s\t%s\n", name, r.state, r.seconds, r.runtime, r.commit, r.message))
	}
	sort.Strings(lines)
	return os.WriteFile(path, []byte(resultsHead+strings.Join(lines, "")), 0o644)
}

// readReasons reads why tests fail: part of a test's name, reason.
func readReasons(path string) ([][2]string, error) {
	var reasons [][2]string
	err := readTable(path, 2, func(f []string) error {
		reasons = append(reasons, [2]string{f[0], f[1]})
		return nil
	})
	return reasons, err
}

func readTable(path string, columns int, line func([]string) error) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		if text := scanner.Text(); text != "" && !strings.HasPrefix(text, "#") {
			fields := strings.Split(text, "\t")
			if len(fields) != columns {
				return fmt.Errorf("%s: %d columns instead of %d: %s", path, len(fields), columns, text)
			}
			if err := line(fields); err != nil {
				return fmt.Errorf("%s: %w: %s", path, err, text)
			}
		}
	}
	return scanner.Err()
}
