package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.container.Labels;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A container's last words: the file it wrote, or the end of its log where the policy says so and it failed. Stateless. */
final class TerminationMessages {
    private static final int FILE_MAX = 4096;
    private static final int LOG_MAX = 2048;
    private static final int LOG_LINES_MAX = 80;
    /** The log's own marks take some of what is read. */
    private static final int LOG_READ = 16 * 1024;

    private TerminationMessages() {}

    /** The status with the container's last words as its message, if it left any. */
    static ContainerStatus complete(ContainerStatus container, NodeSettings node, String uid) {
        if (!(container.state() instanceof State.Exited exit)) {
            return container;
        }
        String words = lastWords(container, exit, node.terminationLog(uid, container.name(), container.attempt()));
        if (words.isEmpty()) {
            return container;
        }
        return new ContainerStatus(
                container.id(),
                container.name(),
                container.attempt(),
                new State.Exited(exit.startedAt(), exit.finishedAt(), exit.exitCode(), exit.reason(), words),
                container.createdAt(),
                container.image(),
                container.imageReference(),
                container.logPath(),
                container.labels(),
                container.annotations());
    }

    private static String lastWords(ContainerStatus container, State.Exited exit, Path file) {
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                return end(file, FILE_MAX);
            }
            boolean fromLog = container
                            .annotations()
                            .getOrDefault(Labels.TERMINATION_MESSAGE_POLICY, "File")
                            .equals("FallbackToLogsOnError")
                    && exit.exitCode() != 0
                    && !container.logPath().isEmpty();
            return fromLog ? endOfLog(Path.of(container.logPath())) : "";
        } catch (IOException e) {
            return "Error on reading termination log " + file + ": " + e.getMessage();
        }
    }

    private static String end(Path file, int bytes) throws IOException {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long length = reader.length();
            byte[] content = new byte[(int) Math.min(length, bytes)];
            reader.seek(length - content.length);
            reader.readFully(content);
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private static String endOfLog(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Arrays.stream(end(log, LOG_READ).split("\n"))
                .filter(line -> line.split(" ", 4).length == 4)
                .toList();
        String text = lines.subList(Math.max(0, lines.size() - LOG_LINES_MAX), lines.size()).stream()
                .map(line -> line.split(" ", 4)[3] + (line.split(" ", 4)[2].startsWith("P") ? "" : "\n"))
                .collect(Collectors.joining());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(
                bytes, Math.max(0, bytes.length - LOG_MAX), Math.min(bytes.length, LOG_MAX), StandardCharsets.UTF_8);
    }
}
