package dev.jukung.systemtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL and a real Redis of this machine, as they stand outside of a cluster: on an address of the machine, with data
 * in a folder of their own. For tests that run as root; the programs run as nobody.
 */
final class Databases implements AutoCloseable {
    static final String USER = "idp";
    static final String PASSWORD = "idp";

    private final List<Process> servers = new ArrayList<>();
    private final Path folder;
    private final Path programs;
    private final String address;
    private final int postgresPort;
    private final int redisPort;

    private Databases(Path folder, Path programs, String address) throws IOException {
        this.folder = folder;
        this.programs = programs;
        this.address = address;
        postgresPort = JukungProcess.freePort();
        redisPort = JukungProcess.freePort();
    }

    /** Where Debian has the programs of PostgreSQL, if both servers are installed. */
    static Optional<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions) || !Files.isExecutable(Path.of("/usr/bin/redis-server"))) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    /** Returns when both answer. PostgreSQL has an empty database named like its user, who needs a password over the network. */
    static Databases start(Path folder, Path programs, String address) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Databases databases = new Databases(folder, programs, address);
        try {
            databases.startPostgres();
            databases.startRedis();
            return databases;
        } catch (IOException | InterruptedException | RuntimeException e) {
            databases.close();
            throw e;
        }
    }

    private void startPostgres() throws IOException, InterruptedException {
        Path data = folder.resolve("postgres");
        runOnce(programs.resolve("initdb").toString(), "-A", "trust", "-U", USER, "-D", data.toString());
        Files.writeString(
                data.resolve("pg_hba.conf"), "host all all 0.0.0.0/0 scram-sha-256\n", StandardOpenOption.APPEND);
        String port = Integer.toString(postgresPort);
        servers.add(process(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                port,
                "-c",
                "listen_addresses=" + address,
                "-c",
                "unix_socket_directories=" + folder));
        String database = "CREATE DATABASE " + USER;
        await(
                programs.resolve("psql").toString(),
                "-h",
                folder.toString(),
                "-p",
                port,
                "-U",
                USER,
                "-c",
                database,
                "postgres");
        psql("ALTER USER " + USER + " PASSWORD '" + PASSWORD + "'");
    }

    private void startRedis() throws IOException, InterruptedException {
        servers.add(process(
                "redis-server",
                "--port",
                Integer.toString(redisPort),
                "--bind",
                address,
                "--protected-mode",
                "no",
                "--save",
                "",
                "--dir",
                folder.toString()));
        await("redis-cli", "-h", address, "-p", Integer.toString(redisPort), "ping");
    }

    int postgresPort() {
        return postgresPort;
    }

    int redisPort() {
        return redisPort;
    }

    /** The rows of a query, one a line, columns parted by {@code |}. */
    String psql(String query) throws IOException, InterruptedException {
        String port = Integer.toString(postgresPort);
        return runOnce(
                programs.resolve("psql").toString(),
                "-h",
                folder.toString(),
                "-p",
                port,
                "-U",
                USER,
                "-At",
                "-c",
                query,
                USER);
    }

    String redis(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-h", address, "-p", Integer.toString(redisPort)));
        line.addAll(List.of(command));
        return runOnce(line.toArray(String[]::new));
    }

    private String runOnce(String... command) throws IOException, InterruptedException {
        Process process = process(command);
        int code = process.waitFor();
        String text = Files.readString(log(command[0]), StandardCharsets.UTF_8).strip();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + ": " + text);
        }
        return text;
    }

    /** Runs a program until it succeeds: the servers take a while to listen. */
    private void await(String... command) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process(command).waitFor() != 0) {
            if (System.nanoTime() > end) {
                throw new IOException(String.join(" ", command) + ": " + Files.readString(log(command[0])));
            }
        }
    }

    private Path log(String program) {
        return folder.resolve(Path.of(program).getFileName() + ".log");
    }

    private Process process(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(command[0]).toFile())
                .start();
    }

    @Override
    public void close() {
        servers.forEach(Process::destroy);
        for (Process server : servers) {
            server.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }
}
