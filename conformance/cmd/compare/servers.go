package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// server is one of the two that are compared.
type server struct {
	name, address                  string
	client, ofNobody, ofNoOneAtAll *http.Client // by their certificate
	token                          string       // of a ServiceAccount
}

// answer is what a server said.
type answer struct {
	status  int
	headers http.Header
	body    []byte
}

// request is sent to both servers alike. Body may hold what only one server knows; then bodyOf makes it.
type request struct {
	method, path, contentType, accept, body string
	as                                      string // see users.go; the administrator unless said otherwise
	headers                                 map[string]string
}

// servers are the reference, the one under test, and the processes behind them.
type servers struct {
	reference, jukung *server
	folder            string
	processes         []*exec.Cmd
}

const patience = 60 * time.Second

func startServers(o options) (*servers, error) {
	folder, err := os.MkdirTemp("", "jukung-compare-")
	if err != nil {
		return nil, err
	}
	s := &servers{folder: folder}
	if err := s.start(o); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *servers) start(o options) error {
	ports, err := freePorts(4)
	if err != nil {
		return err
	}
	// Jukung's comes first: it writes the authority and the administrator that the reference is given too.
	jukung := s.process("jukung", o.java, "-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
		"-cp", o.classPath, "dev.jukung.bench.server.ApiServerAlone", s.folder, fmt.Sprint(ports[0]))
	if _, err := jukung.StdinPipe(); err != nil { // it lives as long as its input is open
		return err
	}
	if err := jukung.Start(); err != nil {
		return err
	}
	if s.jukung, err = s.await("jukung", ports[0]); err != nil {
		return err
	}
	if err := s.writeTokenKeys(); err != nil {
		return err
	}
	client, peer := fmt.Sprintf("http://127.0.0.1:%d", ports[2]), fmt.Sprintf("http://127.0.0.1:%d", ports[3])
	etcd := s.process("etcd", filepath.Join(o.programs, "etcd"), "--data-dir", filepath.Join(s.folder, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
		"--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer)
	if err := etcd.Start(); err != nil {
		return err
	}
	file := func(name string) string { return filepath.Join(s.folder, name) }
	reference := s.process("kube-apiserver", filepath.Join(o.programs, "kube-apiserver"), "--etcd-servers", client,
		"--secure-port", fmt.Sprint(ports[1]), "--cert-dir", file("certs"), "--client-ca-file", file("ca.crt"),
		"--service-account-key-file", file("sa.pub"), "--service-account-signing-key-file", file("sa.key"),
		"--service-account-issuer", "https://kubernetes.default.svc.cluster.local", "--authorization-mode", "Node,RBAC",
		"--service-cluster-ip-range", "10.96.0.0/16", "--enable-admission-plugins", "NodeRestriction", "--allow-privileged")
	if err := reference.Start(); err != nil {
		return err
	}
	s.reference, err = s.await("kube-apiserver", ports[1])
	return err
}

func (s *servers) process(name, program string, arguments ...string) *exec.Cmd {
	command := exec.Command(program, arguments...)
	log, err := os.Create(filepath.Join(s.folder, name+".log"))
	if err == nil {
		command.Stdout, command.Stderr = log, log
	}
	s.processes = append(s.processes, command)
	return command
}

func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // all at once at the end, so that no port comes twice
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// await waits until the server says that it is ready to its administrator.
func (s *servers) await(name string, port int) (*server, error) {
	made := &server{name: name, address: fmt.Sprintf("127.0.0.1:%d", port)}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var errA, errB error
		made.client, errA = s.clientOf("admin")
		made.ofNobody, errB = s.clientOf(nobody)
		made.ofNoOneAtAll = clientWith()
		if errA != nil || errB != nil {
			continue // not written yet
		}
		if a, err := made.send(request{method: "GET", path: "/readyz"}); err == nil && a.status == 200 {
			return made, nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(s.folder, name+".log"))
	return nil, fmt.Errorf("%s did not become ready:\n%s", name, log[max(0, len(log)-3000):])
}

func (s *servers) clientOf(user string) (*http.Client, error) {
	certificate, err := tls.LoadX509KeyPair(filepath.Join(s.folder, user+".crt"), filepath.Join(s.folder, user+".key"))
	if err != nil {
		return nil, err
	}
	return clientWith(certificate), nil
}

// clientWith makes a client that follows no redirect. Whom it talks to is certain: we have started it.
func clientWith(certificates ...tls.Certificate) *http.Client {
	return &http.Client{Timeout: 20 * time.Second,
		Transport:     &http.Transport{DisableCompression: true, TLSClientConfig: &tls.Config{Certificates: certificates, InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (s *server) send(r request) (answer, error) {
	q, err := http.NewRequest(r.method, "https://"+s.address+r.path, bytes.NewReader([]byte(r.body)))
	if err != nil {
		return answer{}, err
	}
	q.Header.Set("User-Agent", "compare/1")
	if r.accept != "" {
		q.Header.Set("Accept", r.accept)
	}
	if r.contentType != "" {
		q.Header.Set("Content-Type", r.contentType)
	}
	for name, value := range r.headers {
		q.Header.Set(name, value)
	}
	client := s.client
	switch r.as {
	case nobody:
		client = s.ofNobody
	case account:
		client = s.ofNoOneAtAll
		q.Header.Set("Authorization", "Bearer "+s.token)
	case badToken:
		client = s.ofNoOneAtAll
		q.Header.Set("Authorization", "Bearer bogus")
	case anonymous:
		client = s.ofNoOneAtAll
	}
	response, err := client.Do(q)
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", s.name, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, fmt.Errorf("%s: %s %s: %w", s.name, r.method, r.path, err)
	}
	return answer{response.StatusCode, response.Header, body}, nil
}

// stop ends all without ceremony: a kube-apiserver without its etcd takes minutes to end in good order.
func (s *servers) stop() {
	for _, p := range s.processes {
		if p.Process != nil {
			p.Process.Kill()
			p.Wait()
		}
	}
	if os.Getenv("COMPARE_KEEP") == "" {
		os.RemoveAll(s.folder)
	} else {
		fmt.Fprintln(os.Stderr, "logs are in", s.folder)
	}
}
