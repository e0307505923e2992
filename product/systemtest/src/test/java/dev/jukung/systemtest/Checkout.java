package dev.jukung.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkout that the tests run in: its root folder and the Java sources in it. */
record Checkout(Path root) {
    private static final List<String> GROUPS = List.of("core", "node", "product", "examples");

    /** The nearest folder above the working directory that holds the whole project. */
    static Checkout find() {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("product/systemtest/pom.xml")))
                .map(Checkout::new)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the tests run outside of a checkout"));
    }

    /** The folders of all modules with Java sources, as they stand below the groups. */
    List<Path> modules() {
        return GROUPS.stream()
                .map(root::resolve)
                .flatMap(Checkout::children)
                .filter(folder -> Files.exists(folder.resolve("pom.xml")))
                .toList();
    }

    private static Stream<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All Java files below {@code src/main/java} of all modules; nothing generated is among them. */
    List<Path> mainSources() {
        return modules().stream()
                .map(module -> module.resolve("src/main/java"))
                .filter(Files::isDirectory)
                .flatMap(Checkout::javaFiles)
                .toList();
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The test source of a class, whichever module it is in. */
    Optional<Path> testSource(String className) {
        String file = "src/test/java/" + className.replace('.', '/') + ".java";
        return modules().stream()
                .map(module -> module.resolve(file))
                .filter(Files::exists)
                .findFirst();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
