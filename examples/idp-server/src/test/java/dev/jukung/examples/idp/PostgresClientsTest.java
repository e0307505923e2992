package dev.jukung.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PostgreSQL of this machine, in a folder of its own. CI installs one. */
class PostgresClientsTest {
    private static final Client ONE = new Client("one", Client.digest("s"), "read", "one@example.com");

    @TempDir
    static Path folder;

    private static Optional<Process> server = Optional.empty();
    private static int port;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed (Debian: apt-get install postgresql)");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path data = folder.resolve("data");
        run(programs.get().resolve("initdb").toString(), "-A", "trust", "-U", "idp", "-D", data.toString());
        server = Optional.of(process(
                programs.get().resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=" + folder));
        String ready = programs.get().resolve("pg_isready").toString();
        run(ready.replace("pg_isready", "pg_isready"), "-h", "127.0.0.1", "-p", Integer.toString(port));
        run(
                programs.get().resolve("createdb").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                "idp",
                "idp");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server.isPresent()) {
            server.get().destroy();
            assertThat(server.get().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Optional<Path> programs() throws IOException {
        Path all = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(all)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    private static Process process(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(command));
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root.
            Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
            line.addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(Path.of(command[0]).getFileName() + ".log")
                        .toFile())
                .start();
    }

    /** Runs a program until it succeeds, for at most 30 seconds: the server takes a while to listen. */
    private static void run(String... command) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (process(command).waitFor() != 0) {
            if (System.nanoTime() > end || command[0].endsWith("initdb")) {
                Path log = folder.resolve(Path.of(command[0]).getFileName() + ".log");
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(log));
            }
        }
    }

    private PostgresClients clients(String user) {
        return new PostgresClients(new Settings.Postgres("127.0.0.1", port, "idp", user, ""), List.of(ONE));
    }

    @Test
    void makesItsTableAndKeepsClientsThere() throws IOException {
        try (PostgresClients clients = clients("idp")) {
            clients.check();
            assertThat(clients.find("one")).contains(ONE);
            assertThat(clients.find("two")).isEmpty();
            assertThat(clients.find("'; drop table clients; --")).isEmpty();
        }
        try (PostgresClients again = clients("idp")) {
            assertThat(again.find("one")).contains(ONE);
        }
    }

    @Test
    void replicasThatStartTogetherAgree() throws InterruptedException {
        List<Thread> replicas = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 6; i++) {
            replicas.add(Thread.ofVirtual().start(() -> {
                try (PostgresClients clients = clients("idp")) {
                    clients.check();
                } catch (IOException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread replica : replicas) {
            replica.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidWithoutThePassword() {
        try (PostgresClients clients = clients("nobody")) {
            assertThatThrownBy(clients::check)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("PostgreSQL nobody@127.0.0.1:" + port + "/idp: ")
                    .hasMessageContaining("role \"nobody\" does not exist");
        }
    }
}
