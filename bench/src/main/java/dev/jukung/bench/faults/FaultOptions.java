package dev.jukung.bench.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The command line.
 *
 * @param storage which cluster is made: three servers on three members of etcd, or one with its store inside
 * @param length how long faults go on
 * @param seed of the faults and of the load; what the machine makes of them differs
 * @param programs the folder with {@code etcd}
 * @param bound how long at most a server that is not itself hit may be unable to serve
 */
record FaultOptions(Storage storage, Duration length, long seed, Path programs, Duration bound) {
    /** What servers keep their objects in. */
    enum Storage {
        ETCD,
        EMBEDDED
    }

    private static final Duration BOUND = Duration.ofSeconds(15);

    /** @throws IllegalArgumentException with a line for the user */
    static FaultOptions parse(List<String> arguments) {
        FaultOptions options =
                new FaultOptions(Storage.ETCD, Duration.ofMinutes(10), 1, Path.of("conformance/.out"), BOUND);
        for (int i = 0; i < arguments.size(); i += 2) {
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            options = options.with(arguments.get(i), value);
        }
        Path etcd = options.programs.resolve("etcd");
        if (options.storage == Storage.ETCD && !Files.isExecutable(etcd)) {
            throw new IllegalArgumentException(etcd + " is no program; conformance/build etcd makes it");
        }
        return options;
    }

    private FaultOptions with(String name, String value) {
        return switch (name) {
            case "--minutes" ->
                new FaultOptions(storage, Duration.ofMinutes(number(name, value)), seed, programs, bound);
            case "--seconds" ->
                new FaultOptions(storage, Duration.ofSeconds(number(name, value)), seed, programs, bound);
            case "--seed" -> new FaultOptions(storage, length, number(name, value), programs, bound);
            case "--programs" ->
                new FaultOptions(storage, length, seed, Path.of(value).toAbsolutePath(), bound);
            case "--storage" -> new FaultOptions(storage(value), length, seed, programs, bound);
            case "--bound" ->
                new FaultOptions(storage, length, seed, programs, Duration.ofSeconds(number(name, value)));
            default -> throw new IllegalArgumentException("unknown option " + name);
        };
    }

    private static Storage storage(String value) {
        return switch (value) {
            case "etcd" -> Storage.ETCD;
            case "embedded" -> Storage.EMBEDDED;
            default -> throw new IllegalArgumentException("--storage is etcd or embedded, and not \"" + value + "\"");
        };
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " needs a number, and not \"" + value + "\"", e);
        }
    }
}
