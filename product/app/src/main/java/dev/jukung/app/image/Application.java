package dev.jukung.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What was built in an application's folder: {@code target/*.jar} (one) and {@code target/lib/*.jar}.
 *
 * @param libraries sorted by name
 */
record Application(Path jar, List<Path> libraries) {
    static Application find(Path folder) {
        Path target = folder.resolve("target");
        List<Path> jars = jars(target).stream()
                .filter(jar -> !jar.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                .toList();
        if (jars.size() != 1) {
            throw new ImageException(
                    jars.isEmpty()
                            ? target + " has no jar: build the application first"
                            : target + " has several jars, which one is the application? " + jars);
        }
        return new Application(jars.getFirst(), jars(target.resolve("lib")));
    }

    /** The main class of the manifest. */
    Optional<String> mainClass() {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(manifest -> manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS));
        } catch (IOException e) {
            throw new ImageException(jar + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ImageException(folder + ": " + e.getMessage(), e);
        }
    }
}
