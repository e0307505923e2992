package dev.jukung.app.demo;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ImageBuildCommand;
import dev.jukung.app.image.ImageBuilder.Built;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The application's image, made anew only when something that goes into it has changed: the digest of all of that is kept
 * beside the archive.
 *
 * @param fresh whether it has just been made
 */
record DemoImage(String name, String id, Path archive, boolean fresh) {
    private static final String NOTE = "target/image.json";

    static DemoImage of(CommandContext context, Path application) throws IOException, InterruptedException {
        String inputs = inputs(application);
        Path note = application.resolve(NOTE);
        Optional<DemoImage> kept = kept(note, inputs);
        if (kept.isPresent()) {
            return kept.get();
        }
        Built built = ImageBuildCommand.build(context, application, Optional.empty());
        Files.writeString(
                note,
                Json.write(ObjectValue.of(
                        "inputs", inputs,
                        "name", built.name(),
                        "id", built.digest(),
                        "archive", built.archive().toString())));
        return new DemoImage(built.name(), built.digest(), built.archive(), true);
    }

    private static Optional<DemoImage> kept(Path note, String inputs) throws IOException {
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        try {
            ObjectValue text = Json.parseObject(Files.readAllBytes(note));
            Path archive = Path.of(text.text("archive", ""));
            return text.text("inputs", "").equals(inputs) && Files.isRegularFile(archive)
                    ? Optional.of(new DemoImage(text.text("name", ""), text.text("id", ""), archive, false))
                    : Optional.empty();
        } catch (ParseException _) {
            return Optional.empty(); // cut short by a crash: the image is made again
        }
    }

    /** Of the sources (or of the jars, where nothing is built here), of how they are built, and of the JDK whose parts go into the image. */
    private static String inputs(Path application) throws IOException {
        List<Path> files = new ArrayList<>(List.of(application.resolve("image.properties")));
        Path build = application.resolve("pom.xml");
        if (Files.exists(build)) {
            files.add(build);
            files.addAll(below(application.resolve("src/main")));
        } else {
            below(application.resolve("target")).stream()
                    .filter(file -> file.toString().endsWith(".jar"))
                    .forEach(files::add);
        }
        MessageDigest digest = sha256();
        digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            String header = "\n" + application.relativize(file) + " " + content.length + "\n";
            digest.update(header.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
