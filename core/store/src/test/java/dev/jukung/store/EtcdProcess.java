package dev.jukung.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A real etcd of one or more members on ports of its own; made to be killed, paused and started again. */
final class EtcdProcess implements AutoCloseable {
    private static final int START_ATTEMPTS = 600;
    private static final Pattern LEADER = Pattern.compile("\"member_id\":\"(\\d+)\".*\"leader\":\"(\\d+)\"");

    private final Path folder;
    private final List<String> options;
    private final List<Integer> clientPorts = new ArrayList<>();
    private final List<Integer> peerPorts = new ArrayList<>();
    private final List<Process> members = new ArrayList<>();
    private final String scheme;

    private EtcdProcess(Path folder, int size, String scheme, List<String> options) throws IOException {
        this.folder = folder;
        this.scheme = scheme;
        this.options = options;
        for (int i = 0; i < size; i++) {
            clientPorts.add(freePort());
            peerPorts.add(freePort());
        }
    }

    /** One member with an empty folder. @param options further flags */
    static EtcdProcess start(Path folder, String... options) throws IOException, InterruptedException {
        return start(folder, 1, "http", List.of(options));
    }

    static EtcdProcess start(Path folder, int size, String scheme, List<String> options)
            throws IOException, InterruptedException {
        EtcdProcess etcd = new EtcdProcess(folder, size, scheme, options);
        for (int i = 0; i < size; i++) {
            etcd.members.add(etcd.launch(i));
        }
        etcd.awaitReady();
        return etcd;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process launch(int member) throws IOException {
        String client = scheme + "://127.0.0.1:" + clientPorts.get(member);
        List<String> command = new ArrayList<>(List.of(
                program().toString(),
                "--name=m" + member,
                "--data-dir=" + folder.resolve("m" + member),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer(member),
                "--initial-advertise-peer-urls=" + peer(member),
                "--initial-cluster=" + allPeers(),
                "--heartbeat-interval=50",
                "--election-timeout=500",
                "--log-level=error"));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("m" + member + ".log").toFile()))
                .start();
    }

    private String peer(int member) {
        return "http://127.0.0.1:" + peerPorts.get(member);
    }

    private String allPeers() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < peerPorts.size(); i++) {
            all.add("m" + i + "=" + peer(i));
        }
        return String.join(",", all);
    }

    private static Path program() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "etcd"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "these tests need the program etcd on the PATH (Debian: apt-get install etcd-server)"));
    }

    private void awaitReady() throws InterruptedException {
        for (int member = 0; member < members.size(); member++) {
            if (members.get(member).isAlive()) {
                awaitReady(member);
            }
        }
    }

    private void awaitReady(int member) throws InterruptedException {
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", clientPorts.get(member)), 1_000);
                return;
            } catch (IOException e) {
                if (members.get(member).waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new AssertionError("etcd did not start: " + log(member));
    }

    private String log(int member) {
        try {
            return Files.readString(folder.resolve("m" + member + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<URI> servers() {
        return clientPorts.stream()
                .map(port -> URI.create(scheme + "://127.0.0.1:" + port))
                .toList();
    }

    String addresses() {
        return servers().stream().map(URI::toString).collect(Collectors.joining(","));
    }

    /** The member that the others follow, by what it says itself; waits for an election. */
    int leader() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
                for (int member = 0; member < members.size(); member++) {
                    if (lives(member)) {
                        if (leads(client, member)) {
                            return member;
                        }
                        members.get(member).waitFor(20, TimeUnit.MILLISECONDS);
                    }
                }
            }
        }
        throw new AssertionError("no member leads");
    }

    private boolean leads(HttpClient client, int member) throws IOException, InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(servers().get(member).resolve("/v3/maintenance/status"))
                .timeout(Duration.ofSeconds(2))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try {
            Matcher answer = LEADER.matcher(
                    client.send(question, HttpResponse.BodyHandlers.ofString()).body());
            return answer.find() && answer.group(1).equals(answer.group(2));
        } catch (HttpTimeoutException _) {
            return false; // it is about to find out who leads
        }
    }

    void kill(int member) throws InterruptedException {
        members.get(member).destroyForcibly();
        members.get(member).waitFor();
    }

    boolean lives(int member) {
        return members.get(member).isAlive();
    }

    void restart(int member) throws IOException, InterruptedException {
        members.set(member, launch(member));
        awaitReady(member);
    }

    void pause(int member) throws IOException, InterruptedException {
        signal("STOP", member);
    }

    void resume(int member) throws IOException, InterruptedException {
        signal("CONT", member);
    }

    private void signal(String name, int member) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(members.get(member).pid()))
                .start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    @Override
    public void close() {
        members.forEach(Process::destroyForcibly); // also ends one that is paused
        members.forEach(member -> member.onExit().join());
    }
}
