package dev.jukung.bench.server;

import dev.jukung.base.Clock;
import dev.jukung.bench.Objects;
import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running {@link BenchServer}. Not thread-safe, except {@link #cpu}. Closing ends the process. */
public final class ServerProcess implements MeasuredServer {
    private static final long END_SECONDS = 20;
    /** A JVM that writes a start-up cache starts another one for that when it ends, which takes a while on a busy machine. */
    private static final long TRAINING_END_SECONDS = 180;

    private final Path folder;
    private final int port;
    private final Optional<Path> recording;
    private final Clock clock;
    private final long endSeconds;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private final Readiness readiness;

    private ServerProcess(ServerCommand command, Clock clock, List<String> line, long endSeconds) throws IOException {
        this.endSeconds = endSeconds;
        this.folder = command.folder();
        this.port = command.port();
        this.recording = command.recording();
        this.clock = clock;
        Files.createDirectories(folder);
        long started = clock.nanos();
        process = new ProcessBuilder(line)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        readiness = new Readiness(process, folder.resolve("stderr"), started, clock);
    }

    /** Returns at once; see {@link #awaitReady}. */
    public static ServerProcess start(ServerCommand command, Clock clock) throws IOException {
        return new ServerProcess(command, clock, command.line(), END_SECONDS);
    }

    /** As {@link #start}, for a process that writes a start-up cache when it ends. */
    static ServerProcess train(ServerCommand command, Path cache, Clock clock) throws IOException {
        return new ServerProcess(command, clock, command.training(cache), TRAINING_END_SECONDS);
    }

    @Override
    public Duration awaitReady() throws IOException, InterruptedException {
        Path authority = folder.resolve("pki/ca.crt");
        Path last = folder.resolve("pki/sa.key"); // what is written after it, and moved to its place as a whole
        readiness.await(() -> Files.exists(last));
        // As nobody in particular: the API may be ready before the administrator's kubeconfig is written.
        ClusterAccess anonymous =
                ClusterAccess.of(URI.create("https://127.0.0.1:" + port), ClientTls.trusting(trust(authority)));
        try (HttpApiClient client = Clients.of(anonymous, clock)) {
            Duration ready = readiness.await(client);
            Path kubeconfig = folder.resolve("kubeconfig");
            readiness.await(() -> Files.exists(kubeconfig)); // which whoever measures more needs
            return ready;
        }
    }

    private static TrustBundle trust(Path file) throws IOException {
        try {
            return TrustBundle.read(file);
        } catch (GeneralSecurityException e) {
            throw new IOException("the server has written no certificate to " + file, e);
        }
    }

    public Duration sinceStart() {
        return readiness.sinceStart();
    }

    /** Reads the phases of the start, each with its time, up to the last. Call it once. */
    public String phases() throws IOException {
        StringBuilder phases = new StringBuilder();
        for (String line = answer(); ; line = answer()) {
            String[] words = line.split(" ");
            phases.append(phases.isEmpty() ? "" : ", ")
                    .append(words[1])
                    .append(' ')
                    .append(words[2]);
            if (words[1].equals("started")) {
                return phases.toString();
            }
        }
    }

    /** Has the server do something, and waits for its answer. {@link #phases} has to be called before. */
    public String perform(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        return answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server has ended\n" + Files.readString(folder.resolve("stderr")));
        }
        return line;
    }

    @Override
    public ClusterAccess access() throws IOException {
        Kubeconfig kubeconfig = Kubeconfig.read(List.of(folder.resolve("kubeconfig")));
        return kubeconfig.access(kubeconfig.currentContext().orElseThrow());
    }

    @Override
    public HttpApiClient client() throws IOException {
        return Clients.of(access(), clock);
    }

    @Override
    public void prepareForPods(ApiClient client, String namespace) throws InterruptedException {
        Objects.awaitServiceAccount(client, namespace, clock);
    }

    @Override
    public ProcessUsage usage() throws IOException {
        return ProcessUsage.of(process.pid());
    }

    @Override
    public Duration cpu() throws IOException {
        return ProcessUsage.cpu(process.pid());
    }

    /** Where its CPU time went, after it was closed; empty when that was not recorded. */
    public Optional<Profile> profile() throws IOException {
        return recording.isPresent() ? Optional.of(Profile.read(recording.get())) : Optional.empty();
    }

    /** Ends it in good order; by force when that takes too long. */
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(endSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt(); // the caller is told, and the process does not stay
        }
    }
}
