package dev.jukung.app.image;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code image.properties} in an application's folder says. Fewer settings than a Dockerfile on purpose: what they
 * cannot say needs a real image builder, whose archive {@code image load} takes as well.
 *
 * @param name of the image, with its tag
 * @param main the main class; empty means the one in the jar's manifest
 * @param modules of the JDK; empty means those that jdeps finds
 * @param training arguments of a run that shows what start-up needs; empty means no start-up cache
 * @param shell whether a static busybox of this machine goes in as {@code /bin/sh}
 */
public record ImageRecipe(
        String name,
        Optional<String> main,
        List<String> modules,
        List<String> javaOptions,
        List<String> arguments,
        Optional<List<String>> training,
        String user,
        List<Integer> ports,
        boolean shell) {
    /** The file that makes a folder one that an image can be made of. */
    public static final String FILE = "image.properties";

    private static final Set<String> KEYS =
            Set.of("name", "main", "modules", "java-options", "arguments", "training", "user", "ports", "shell");

    /** @throws ImageException naming everything that is wrong with the file */
    public static ImageRecipe read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new ImageException(folder + " has no " + FILE
                    + (Files.exists(folder.resolve("Dockerfile"))
                            ? "; Dockerfiles are not supported: build it elsewhere and use: jukung image load FILE.tar"
                            : "; docs/images.md says what goes in it"));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ImageException(file + ": " + e.getMessage(), e);
        }
        return parse(file.toString(), properties);
    }

    static ImageRecipe parse(String where, Properties properties) {
        List<String> problems = new ArrayList<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!KEYS.contains(key)) {
                problems.add("unknown key " + key + ", known are " + new TreeSet<>(KEYS));
            }
        }
        String name = properties.getProperty("name", "").strip();
        if (name.isEmpty()) {
            problems.add("name is missing");
        }
        List<Integer> ports = new ArrayList<>();
        for (String port : split(properties.getProperty("ports", ""), "[,\\s]+")) {
            if (port.matches("[0-9]{1,5}")) {
                ports.add(Integer.valueOf(port));
            } else {
                problems.add("ports has " + port);
            }
        }
        if (!problems.isEmpty()) {
            throw new ImageException(where + ": " + String.join("; ", problems));
        }
        return new ImageRecipe(
                name,
                text(properties, "main"),
                split(properties.getProperty("modules", ""), "[,\\s]+"),
                split(properties.getProperty("java-options", ""), "\\s+"),
                split(properties.getProperty("arguments", ""), "\\s+"),
                text(properties, "training").map(arguments -> split(arguments, "\\s+")),
                text(properties, "user").orElse("10001:10001"),
                List.copyOf(ports),
                Boolean.parseBoolean(properties.getProperty("shell", "false").strip()));
    }

    private static Optional<String> text(Properties properties, String key) {
        return Optional.of(properties.getProperty(key, "").strip()).filter(value -> !value.isEmpty());
    }

    private static List<String> split(String text, String separator) {
        return Arrays.stream(text.strip().split(separator))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
