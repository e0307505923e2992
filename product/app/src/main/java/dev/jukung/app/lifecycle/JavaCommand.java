package dev.jukung.app.lifecycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this program again: the same JVM with the same options, class path and start-up cache. */
final class JavaCommand {
    /** What {@code ./jukung} gives to commands, as they end before a better compiler pays. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private JavaCommand() {}

    static List<String> of(String... arguments) throws IOException {
        List<String> own = List.of(Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8)
                .split("\0"));
        List<String> command = new ArrayList<>();
        int main = own.indexOf(ServerRecord.PROGRAM);
        if (main > 0) {
            command.addAll(own.subList(0, main));
            command.remove(SHORT_LIVED);
        } else { // embedded in another program, as in tests
            command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
            command.add("-XX:+UseSerialGC");
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        }
        command.add(ServerRecord.PROGRAM);
        command.addAll(List.of(arguments));
        return command;
    }
}
