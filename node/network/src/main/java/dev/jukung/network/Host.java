package dev.jukung.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The network namespace of the node: where programs run and kernel parameters apply.
 *
 * @param prefix what to put before a program to run it there: {@code ip netns exec NAME}; empty for this process's own
 */
public record Host(List<String> prefix) {
    /** The namespace of this process. */
    public static final Host HERE = new Host(List.of());

    public Host {
        prefix = List.copyOf(prefix);
    }

    Command command(String... words) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(words));
        return new Command(List.copyOf(all));
    }

    /** @param key as {@code net.ipv4.ip_forward} */
    String sysctl(String key) throws IOException, InterruptedException {
        String path = path(key);
        return prefix.isEmpty()
                ? Files.readString(Path.of(path)).strip()
                : run(command("cat", path), "").strip();
    }

    void sysctl(String key, String value) throws IOException, InterruptedException {
        String path = path(key);
        if (prefix.isEmpty()) {
            Files.write(Path.of(path), value.getBytes(StandardCharsets.UTF_8));
        } else {
            run(command("tee", path), value);
        }
    }

    private static String path(String key) {
        return "/proc/sys/" + key.replace('.', '/');
    }

    private static String run(Command command, String input) throws IOException, InterruptedException {
        Command.Result result = command.run(input);
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", command.words()) + ": " + result.error());
        }
        return result.output();
    }
}
