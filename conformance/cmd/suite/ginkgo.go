package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// betweenTests is the line that e2e.test writes when a test is over.
const betweenTests = "------------------------------"

// suiteReport is what is needed of Ginkgo's JSON report.
type suiteReport struct {
	SpecReports []struct {
		ContainerHierarchyTexts []string
		LeafNodeType            string
		LeafNodeText            string
		State                   string
		StartTime               time.Time
		RunTime                 time.Duration
		Failure                 struct{ Message string }
	}
}

// runSuite runs e2e.test once and returns the outcomes of those tests that were begun. A test that takes longer than the
// limit is interrupted, which ends the process: what comes after it is not run.
func runSuite(ctx context.Context, o options, open map[string]bool) (map[string]result, error) {
	var names []string
	for _, name := range sorted(open) {
		names = append(names, regexp.QuoteMeta(name))
	}
	report := filepath.Join(o.programs, "e2e.json")
	if err := os.RemoveAll(report); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(o.programs, "e2e.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(filepath.Join(o.programs, "e2e.test"),
		"--kubeconfig="+o.kubeconfig,
		"--provider=skeleton",
		fmt.Sprintf("--num-nodes=%d", o.nodes),
		"--minStartupPods=-1",
		"--disable-log-dump",
		"--kubectl-path="+filepath.Join(o.programs, "kubectl"),
		// Ginkgo matches what stands behind the description of the suite and a space.
		"--ginkgo.focus= ("+strings.Join(names, "|")+")$",
		"--ginkgo.timeout=24h",
		"--ginkgo.grace-period=15s",
		"--ginkgo.no-color",
		"--ginkgo.v",
		"--ginkgo.silence-skips",
		"--ginkgo.json-report="+report)
	out, in := io.Pipe()
	command.Stdout, command.Stderr = in, in
	if err := command.Start(); err != nil {
		return nil, err
	}
	lines := make(chan string)
	go scan(out, lines)
	ended := make(chan error, 1)
	go func() {
		ended <- command.Wait()
		in.Close()
	}()
	watch(ctx, command, lines, log, o.limit)
	<-ended // tests that fail make it fail: the report says which
	return readReport(report, o)
}

func scan(out io.Reader, lines chan<- string) {
	defer close(lines)
	reader := bufio.NewReader(out)
	for {
		line, err := reader.ReadString('\n')
		if line != "" {
			lines <- line
		}
		if err != nil {
			return
		}
	}
}

// watch writes the log and interrupts the process when nothing ends for longer than the limit.
func watch(ctx context.Context, command *exec.Cmd, lines <-chan string, log io.Writer, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	done := ctx.Done()
	for {
		select {
		case line, more := <-lines:
			if !more {
				return
			}
			fmt.Fprint(log, line)
			if strings.HasPrefix(line, "• ") || strings.HasPrefix(line, "[FAILED]") {
				fmt.Print(line)
			}
			if strings.HasPrefix(line, betweenTests) {
				timer.Reset(limit)
			}
		case <-timer.C:
			fmt.Println("a test takes too long, interrupting it")
			command.Process.Signal(os.Interrupt)
		case <-done:
			command.Process.Signal(os.Interrupt)
			done = nil
		}
	}
}

func readReport(path string, o options) (map[string]result, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("e2e.test left no report, see e2e.log: %w", err)
	}
	var reports []suiteReport
	if err := json.Unmarshal(content, &reports); err != nil {
		return nil, err
	}
	outcomes := map[string]result{}
	for _, report := range reports {
		for _, spec := range report.SpecReports {
			if spec.LeafNodeType != "It" || spec.StartTime.IsZero() || spec.RunTime == 0 {
				continue
			}
			name := strings.Join(append(spec.ContainerHierarchyTexts, spec.LeafNodeText), " ")
			outcomes[name] = result{
				state: states[spec.State], seconds: spec.RunTime.Seconds(), runtime: o.runtime, commit: o.commit,
				message: oneLine(spec.State, spec.Failure.Message, o.limit),
			}
		}
	}
	return outcomes, nil
}

// states are Ginkgo's in our words.
var states = map[string]string{
	"passed": "passed", "skipped": "skipped", "pending": "skipped",
	"failed": "failed", "panicked": "failed", "timedout": "failed", "interrupted": "failed", "aborted": "failed",
}

// messageLengthMax keeps the table readable: who wants more runs the test.
const messageLengthMax = 220

var spaces = regexp.MustCompile(`\s+`)

func oneLine(state, message string, limit time.Duration) string {
	if state == "interrupted" {
		return fmt.Sprintf("took longer than %s", limit)
	}
	message = strings.TrimSpace(spaces.ReplaceAllString(message, " "))
	if len(message) > messageLengthMax {
		message = strings.ToValidUTF8(message[:messageLengthMax], "") + "…"
	}
	return message
}
