package dev.jukung.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM's ahead-of-time cache (JEP 483, 514) for an application: half the CPU time of a start. Two training runs do not
 * give the same bytes, so a cache is kept under the digest of all that went into it: the same inputs on the same machine
 * give the same image again.
 */
final class StartupCache {
    private StartupCache() {}

    /**
     * @param classPath the jars with the names and in the order that they have in the image; the JVM compares names, sizes
     *     and times of the files, not their folders
     * @param time of all files in the image
     */
    static Path train(
            JavaRuntime runtime, List<Path> classPath, ImageRecipe recipe, String main, FileTime time, Path cache)
            throws InterruptedException {
        List<String> training = recipe.training().orElseThrow();
        try {
            StringBuilder inputs =
                    new StringBuilder(runtime.home().getFileName() + "\n" + recipe.javaOptions() + training + main);
            for (Path jar : classPath) {
                inputs.append('\n').append(jar.getFileName()).append(Digests.sha256(Files.readAllBytes(jar)));
            }
            Path kept =
                    cache.resolve("startup-" + Digests.sha256(inputs.toString()).substring(0, 16) + ".aot");
            if (!Files.exists(kept)) {
                Path staging = Files.createTempDirectory(cache, "training");
                Path made = staging.resolve("startup.aot");
                List<String> staged = new ArrayList<>();
                for (Path jar : classPath) {
                    Path copy = Files.copy(jar, staging.resolve(jar.getFileName()));
                    Files.setLastModifiedTime(copy, time);
                    staged.add(copy.toString());
                }
                List<String> command = new ArrayList<>();
                command.add(runtime.home().resolve("bin/java").toString());
                command.addAll(recipe.javaOptions());
                command.addAll(List.of("-XX:AOTCacheOutput=" + made, "-cp", String.join(":", staged), main));
                command.addAll(training);
                String output = Command.run(staging, command);
                if (!Files.exists(made)) {
                    throw new ImageException("the training run left no start-up cache:\n" + output);
                }
                Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
                for (String copy : staged) {
                    Files.delete(Path.of(copy));
                }
                Files.delete(staging);
            }
            return kept;
        } catch (IOException e) {
            throw new ImageException("making the start-up cache: " + e.getMessage(), e);
        }
    }
}
