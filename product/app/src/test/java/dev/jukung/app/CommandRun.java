package dev.jukung.app;

import dev.jukung.base.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One run of the {@code jukung} command: its exit code and what it said. */
public record CommandRun(int code, String out, String err) {
    public static CommandRun of(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(context(environment, out, err), arguments);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public static CommandContext context(
            Map<String, String> environment, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new CommandContext(
                Texts.of(Locale.ENGLISH),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                new SystemClock(),
                false);
    }

    /** With the cluster of a kubeconfig, and a home folder that is empty. */
    public static Map<String, String> environment(Path kubeconfig, Path home) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("HOME", home.toString());
        return environment;
    }

    /** What was printed with ages and durations as {@code AGE}, and with what follows the hash of a Pod's name as {@code X}. */
    public String normalized() {
        return out.replaceAll("(?m) +(<invalid>|(\\d+[smh])+)$", " AGE")
                .replaceAll("-[0-9a-f]{8,10}-[a-z0-9]{5}\\b", "-HASH-X")
                .replaceAll(" +", " ");
    }
}
