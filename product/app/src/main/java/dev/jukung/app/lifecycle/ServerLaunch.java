package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the server process of a cluster in the background, in a session of its own so that it outlives the terminal, and
 * listens to what it says until it is usable.
 */
final class ServerLaunch implements AutoCloseable {
    private static final int LINES_OF_LOG = 15;

    /** What the reader of the pipe hands over; {@code line} is empty at the end. */
    private record Heard(Optional<String> line) {}

    private final CommandContext context;
    private final ClusterFolder folder;
    private final Process process;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>(); // a handful of lines in a whole life

    private ServerLaunch(CommandContext context, ClusterFolder folder, Process process) {
        this.context = context;
        this.folder = folder;
        this.process = process;
    }

    static ServerLaunch start(CommandContext context, ClusterFolder folder) throws IOException {
        List<String> command = new ArrayList<>();
        // Without it the server would end with the terminal; busybox and util-linux both have it.
        Programs.find("setsid").ifPresent(program -> command.add(program.toString()));
        command.addAll(JavaCommand.of("server", "--background", "--name", folder.name()));
        Logging.rotate(folder.log());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().putAll(context.environment());
        ServerLaunch launch = new ServerLaunch(context, folder, builder.start());
        Thread.ofVirtual().name("server-output").start(launch::read);
        return launch;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.add(new Heard(Optional.of(line)));
            }
        } catch (IOException _) {
            // The pipe is gone: what follows is the same as at its end.
        }
        heard.add(new Heard(Optional.empty()));
    }

    /** The next message; a server that ends without one is a failure with the end of its log. */
    StartMessage next(Duration limit) throws InterruptedException, IOException {
        long end = context.clock().nanos() + limit.toNanos();
        while (true) {
            @Nullable Heard next = heard.poll(end - context.clock().nanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new CommandException(
                        ExitCode.TIMEOUT, context.text("start.timeout", folder.name(), folder.log()));
            }
            if (next.line().isEmpty()) {
                throw new CommandException(
                        ExitCode.FAILED,
                        context.text("start.died", process.waitFor(), folder.log()) + "\n" + lastLines());
            }
            Optional<StartMessage> message = StartMessage.of(next.line().get());
            if (message.isPresent()) {
                return message.get();
            }
        }
    }

    private String lastLines() throws IOException {
        if (!Files.exists(folder.log())) {
            return "";
        }
        List<String> lines = Files.readAllLines(folder.log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }

    /** Stops listening; the server runs on. */
    @Override
    public void close() throws IOException {
        process.getInputStream().close();
    }
}
