package dev.jukung.app;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has of the world around it.
 *
 * @param out for results: what a script reads
 * @param err for everything that is said on the way
 */
public record CommandContext(
        Texts texts, PrintStream out, PrintStream err, Map<String, String> environment, Clock clock, boolean root) {
    public static CommandContext ofProcess() {
        Map<String, String> environment = System.getenv();
        return new CommandContext(
                Texts.of(environment), System.out, System.err, environment, new SystemClock(), isRoot());
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    public String text(String key, Object... arguments) {
        return texts.text(key, arguments);
    }

    /** A line on the way. */
    public void say(String key, Object... arguments) {
        err.println(text(key, arguments));
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    public Path userHome() {
        return Path.of(variable("HOME").orElse(System.getProperty("user.home")));
    }

    /** The folder of this program's sources, when it was started by {@code ./jukung}. */
    public Optional<Path> sources() {
        return variable("JUKUNG_HOME").map(Path::of);
    }

    /** A folder for what can be made again. */
    public Path cache() {
        Path own = sources().map(home -> home.resolve(".jukung")).orElse(Path.of("/nonexistent"));
        return Files.isWritable(own)
                ? own.resolve("cache")
                : variable("XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElse(userHome().resolve(".cache"))
                        .resolve("jukung");
    }
}
