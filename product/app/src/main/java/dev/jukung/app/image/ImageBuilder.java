package dev.jukung.app.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the image of a Java application from scratch: the C library of this machine, a Java runtime of the modules that the
 * application uses, its libraries, its jar, its start-up cache: one layer each, the seldom changed ones first. All
 * files have the same time and owner, so equal inputs give an equal image.
 */
public final class ImageBuilder {
    private static final Instant TIME = Instant.ofEpochSecond(1);
    private static final FilePermissions READABLE = FilePermissions.fromOctalString("644");
    private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");
    private static final FilePermissions SHARED_FOLDER = FilePermissions.fromOctalString("777");

    private final Path jdk;
    private final Path cache;

    /** @param cache a folder for what can be made once; it is created when it is not there */
    public ImageBuilder(Path jdk, Path cache) {
        this.jdk = jdk;
        this.cache = cache;
    }

    /** @param digest of the image's configuration, its id for containerd and Docker */
    public record Built(String name, Path archive, String digest, long bytes) {}

    /** Makes the archive (as {@code docker save} would) of the application built in {@code folder}. */
    public Built build(Path folder, Path archive) throws InterruptedException {
        ImageRecipe recipe = ImageRecipe.read(folder);
        Application application = Application.find(folder);
        String main = recipe.main()
                .or(application::mainClass)
                .orElseThrow(() -> new ImageException(
                        "no main class: neither " + ImageRecipe.FILE + " nor the manifest of the jar names one"));
        List<String> modules = recipe.modules().isEmpty() ? JavaRuntime.modulesOf(jdk, application) : recipe.modules();
        JavaRuntime runtime = JavaRuntime.link(jdk, modules, cache);
        List<Path> classPath = new ArrayList<>(List.of(application.jar()));
        classPath.addAll(application.libraries());
        try {
            Files.createDirectories(archive.toAbsolutePath().getParent());
            List<FileEntriesLayer> layers = new ArrayList<>(List.of(system(runtime, recipe), java(runtime)));
            if (!application.libraries().isEmpty()) {
                layers.add(files("libraries", application.libraries()));
            }
            layers.add(files("application", List.of(application.jar())));
            List<String> entrypoint = new ArrayList<>(List.of("/opt/java/bin/java"));
            entrypoint.addAll(recipe.javaOptions());
            if (recipe.training().isPresent()) {
                Path trained = StartupCache.train(runtime, classPath, recipe, main, FileTime.from(TIME), cache);
                layers.add(layer("startup-cache")
                        .addEntry(trained, AbsoluteUnixPath.get("/app/startup.aot"), READABLE, TIME)
                        .build());
                entrypoint.add("-XX:AOTCache=/app/startup.aot");
            }
            entrypoint.addAll(List.of(
                    "-cp",
                    classPath.stream().map(jar -> "/app/" + jar.getFileName()).collect(Collectors.joining(":")),
                    main));
            return assemble(recipe, layers, entrypoint, archive);
        } catch (IOException e) {
            throw new ImageException("making " + archive + ": " + e.getMessage(), e);
        }
    }

    private Built assemble(ImageRecipe recipe, List<FileEntriesLayer> layers, List<String> entrypoint, Path archive)
            throws IOException, InterruptedException {
        try {
            JibContainerBuilder image = Jib.fromScratch()
                    .setFormat(ImageFormat.Docker)
                    .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                    .setCreationTime(TIME)
                    .setFileEntriesLayers(layers)
                    .setEntrypoint(entrypoint)
                    .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
                    .addEnvironmentVariable("PATH", "/opt/java/bin:/bin")
                    .setUser(recipe.user());
            if (!recipe.arguments().isEmpty()) {
                image.setProgramArguments(recipe.arguments());
            }
            recipe.ports().forEach(port -> image.addExposedPort(Port.tcp(port)));
            JibContainer made =
                    image.containerize(Containerizer.to(TarImage.at(archive).named(recipe.name()))
                            .setBaseImageLayersCache(cache.resolve("layers"))
                            .setApplicationLayersCache(cache.resolve("layers"))
                            .setOfflineMode(true)
                            .setToolName("jukung"));
            return new Built(recipe.name(), archive, made.getImageId().toString(), Files.size(archive));
        } catch (InvalidImageReferenceException
                | CacheDirectoryCreationException
                | RegistryException
                | ExecutionException e) {
            throw new ImageException("making " + archive + ": " + e.getMessage(), e);
        }
    }

    /** What a program expects of any system: the C library, names of users, a place for temporary files. */
    private FileEntriesLayer system(JavaRuntime runtime, ImageRecipe recipe) throws IOException {
        FileEntriesLayer.Builder layer = layer("system");
        for (Path library : runtime.libraries()) {
            layer.addEntry(library.toRealPath(), AbsoluteUnixPath.get(library.toString()), EXECUTABLE, TIME);
        }
        String id = recipe.user().replaceAll(":.*", "");
        Path files = Files.createDirectories(cache.resolve("files"));
        Path empty = Files.createDirectories(files.resolve("empty"));
        layer.addEntry(
                text(files, "root:x:0:0:root:/:/bin/sh\napp:x:" + id + ":" + id + ":app:/app:/bin/sh\n"),
                AbsoluteUnixPath.get("/etc/passwd"),
                READABLE,
                TIME);
        layer.addEntry(
                text(files, "root:x:0:\napp:x:" + id + ":\n"), AbsoluteUnixPath.get("/etc/group"), READABLE, TIME);
        layer.addEntry(text(files, "hosts: files dns\n"), AbsoluteUnixPath.get("/etc/nsswitch.conf"), READABLE, TIME);
        layer.addEntry(empty, AbsoluteUnixPath.get("/tmp"), SHARED_FOLDER, TIME);
        Path busybox = Path.of("/bin/busybox");
        if (recipe.shell() && Files.isExecutable(busybox)) {
            layer.addEntry(busybox.toRealPath(), AbsoluteUnixPath.get("/bin/busybox"), EXECUTABLE, TIME);
            layer.addEntry(busybox.toRealPath(), AbsoluteUnixPath.get("/bin/sh"), EXECUTABLE, TIME);
        }
        return layer.build();
    }

    private static FileEntriesLayer java(JavaRuntime runtime) throws IOException {
        FileEntriesLayer.Builder layer = layer("java");
        AbsoluteUnixPath home = AbsoluteUnixPath.get("/opt/java");
        try (Stream<Path> files = Files.walk(runtime.home())) {
            for (Path file : files.sorted().toList()) {
                Path relative = runtime.home().relativize(file);
                // Licences are links to one another in a linked runtime; what they point to is copied.
                boolean executable = Files.isDirectory(file) || Files.isExecutable(file);
                layer.addEntry(file.toRealPath(), home.resolve(relative), executable ? EXECUTABLE : READABLE, TIME);
            }
        }
        return layer.build();
    }

    private static FileEntriesLayer files(String name, List<Path> files) {
        FileEntriesLayer.Builder layer = layer(name);
        for (Path file : files) {
            layer.addEntry(file, AbsoluteUnixPath.get("/app/" + file.getFileName()), READABLE, TIME);
        }
        return layer.build();
    }

    private static FileEntriesLayer.Builder layer(String name) {
        return FileEntriesLayer.builder().setName(name);
    }

    private static Path text(Path folder, String content) throws IOException {
        Path file = folder.resolve(Digests.sha256(content).substring(0, 16));
        return Files.exists(file) ? file : Files.writeString(file, content);
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
