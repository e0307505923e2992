package dev.jukung.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java runtime of chosen modules, linked by the JDK that runs this program, and the shared libraries of this machine
 * that it needs. Kept in a cache folder: the same JDK and modules are linked once.
 *
 * @param home the linked runtime
 * @param libraries absolute paths of this machine, to be copied to the same paths
 */
record JavaRuntime(Path home, List<Path> libraries) {
    private static final Pattern LIBRARY = Pattern.compile("(?m)^\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)$");

    /** glibc opens these by name when it resolves host names, so no dependency shows them. In newer ones they are empty. */
    private static final List<String> OPENED_LATER = List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

    static JavaRuntime link(Path jdk, List<String> modules, Path cache) throws InterruptedException {
        String wanted = String.join(",", new TreeSet<>(modules));
        try {
            String key = Digests.sha256(Files.readString(jdk.resolve("release")) + wanted)
                    .substring(0, 16);
            Path home = cache.resolve("java-" + key);
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                Path linking = Files.createTempDirectory(cache, "linking").resolve("java");
                Command.run(
                        cache,
                        List.of(
                                jdk.resolve("bin/jlink").toString(),
                                "--add-modules",
                                wanted,
                                "--strip-java-debug-attributes",
                                "--no-header-files",
                                "--no-man-pages",
                                "--output",
                                linking.toString()));
                Files.move(linking, home, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(linking.getParent());
            }
            return new JavaRuntime(home, libraries(home));
        } catch (IOException e) {
            throw new ImageException("linking a Java runtime in " + cache + ": " + e.getMessage(), e);
        }
    }

    /** The modules of the JDK that an application uses, as far as its classes show. */
    static List<String> modulesOf(Path jdk, Application application) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                jdk.resolve("bin/jdeps").toString(),
                "--print-module-deps",
                "--ignore-missing-deps",
                "--multi-release",
                "base",
                "--recursive",
                application.jar().toString()));
        application.libraries().forEach(library -> command.add(library.toString()));
        String found = Command.run(jdk, command).strip();
        return List.of(found.split(","));
    }

    private static List<Path> libraries(Path home) throws IOException, InterruptedException {
        TreeSet<Path> found = new TreeSet<>();
        List<String> command =
                new ArrayList<>(List.of("ldd", home.resolve("bin/java").toString()));
        try (Stream<Path> files = Files.walk(home.resolve("lib"))) {
            files.filter(file -> file.toString().endsWith(".so"))
                    .sorted()
                    .forEach(file -> command.add(file.toString()));
        }
        Matcher matcher = LIBRARY.matcher(Command.run(home, command));
        while (matcher.find()) {
            Path library = Path.of(matcher.group(1));
            if (!library.startsWith(home)) {
                found.add(library);
            }
        }
        found.stream()
                .filter(library -> library.getFileName().toString().startsWith("libc.so"))
                .flatMap(libc -> OPENED_LATER.stream().map(libc::resolveSibling))
                .filter(Files::exists)
                .toList()
                .forEach(found::add);
        if (found.isEmpty()) {
            throw new IOException("ldd named no library that the runtime needs");
        }
        return List.copyOf(found);
    }
}
