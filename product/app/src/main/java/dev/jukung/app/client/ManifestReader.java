package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the objects of files, folders and standard input, as {@code kubectl -f} does; a List is taken apart. */
final class ManifestReader {
    private static final String EXTENSIONS = ".json .yaml .yml";

    private final boolean recursive;

    ManifestReader(boolean recursive) {
        this.recursive = recursive;
    }

    List<Manifest> read(List<String> names) throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (String name : names) {
            if (name.equals("-")) {
                parse("STDIN", new String(System.in.readAllBytes(), StandardCharsets.UTF_8), manifests);
            } else if (name.startsWith("http://") || name.startsWith("https://")) {
                throw new CommandException(
                        ExitCode.USAGE, name + ": URLs are not read; fetch it first: curl -L " + name + " | … -f -");
            } else {
                readPath(Path.of(name), manifests);
            }
        }
        return manifests;
    }

    private void readPath(Path path, List<Manifest> manifests) throws IOException {
        if (!Files.exists(path)) {
            throw new CommandException(ExitCode.NOT_FOUND, "the path \"" + path + "\" does not exist");
        }
        if (!Files.isDirectory(path)) {
            parse(path.toString(), Files.readString(path), manifests);
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(path, recursive ? Integer.MAX_VALUE : 1)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(json|yaml|yml)"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "error reading [" + path + "]: recognized file extensions are [" + EXTENSIONS + "]");
        }
        for (Path file : files) {
            parse(file.toString(), Files.readString(file), manifests);
        }
    }

    private static void parse(String source, String text, List<Manifest> manifests) {
        try {
            for (Object document : Yaml.parseAll(text)) {
                if (!(document instanceof ObjectValue tree)) {
                    throw new CommandException(
                            ExitCode.FAILED, "error parsing " + source + ": a document is no object");
                }
                add(source, tree, manifests);
            }
        } catch (ParseException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "error parsing " + source + ": error converting YAML to JSON: " + e.getMessage(),
                    e);
        }
    }

    private static void add(String source, ObjectValue tree, List<Manifest> manifests) {
        for (String field : List.of("apiVersion", "kind")) {
            if (tree.text(field, "").isEmpty()) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "error validating \"" + source + "\": error validating data: " + field + " not set");
            }
        }
        if (tree.text("kind", "").endsWith("List") && tree.has("items")) {
            tree.list("items").objects().forEach(item -> add(source, item, manifests));
        } else {
            manifests.add(new Manifest(source, tree));
        }
    }
}
