package dev.jukung.app.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which Linux this machine has, from os-release(5).
 *
 * @param name for people: {@code Debian GNU/Linux 12 (bookworm)}
 * @param debian whether Debian's packages and their names are known there
 */
record Distribution(String name, boolean debian) {
    static Distribution ofThisMachine() throws IOException {
        for (Path file : List.of(Path.of("/etc/os-release"), Path.of("/usr/lib/os-release"))) {
            if (Files.exists(file)) {
                return parse(Files.readString(file));
            }
        }
        return new Distribution(System.getProperty("os.name"), false);
    }

    static Distribution parse(String osRelease) {
        Map<String, String> values = osRelease
                .lines()
                .map(String::strip)
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> unquoted(line.substring(line.indexOf('=') + 1)),
                        (_, last) -> last));
        boolean debian = Stream.of(values.getOrDefault("ID", ""), values.getOrDefault("ID_LIKE", ""))
                .flatMap(ids -> Stream.of(ids.split(" ")))
                .anyMatch(id -> id.equals("debian") || id.equals("ubuntu"));
        return new Distribution(values.getOrDefault("PRETTY_NAME", values.getOrDefault("ID", "Linux")), debian);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.endsWith(value.substring(0, 1));
        return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
    }
}
