package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A kubeconfig file of the user. It is changed as kubectl does it: under the lock file that kubectl uses too, replaced as a
 * whole, readable by its owner only. Not thread-safe.
 */
final class KubeconfigFile {
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOCK_CHECK = Duration.ofMillis(20);
    /** Writing takes milliseconds: whoever made a lock that is older has been killed. */
    private static final Duration LOCK_AGE = Duration.ofMinutes(1);

    private final CommandContext context;
    private final Path path;

    KubeconfigFile(CommandContext context, Path path) {
        this.context = context;
        this.path = path;
    }

    /** Where kubectl looks: the files in KUBECONFIG, or the one in the home folder. */
    static List<Path> paths(CommandContext context) {
        Optional<String> variable = context.variable("KUBECONFIG");
        List<Path> listed = variable.stream()
                .flatMap(list -> Arrays.stream(list.split(":")))
                .filter(name -> !name.isBlank())
                .map(name -> Path.of(name).toAbsolutePath().normalize())
                .toList();
        return listed.isEmpty() ? List.of(context.userHome().resolve(".kube/config")) : listed;
    }

    /** The one that gets new entries: the first that exists, whose current context counts, else the last. */
    static KubeconfigFile forNewEntries(CommandContext context) {
        List<Path> paths = paths(context);
        return new KubeconfigFile(
                context, paths.stream().filter(Files::exists).findFirst().orElse(paths.getLast()));
    }

    Path path() {
        return path;
    }

    /** The content; empty when the file is. Refuses what is no kubeconfig. */
    ObjectValue read() throws IOException {
        if (!Files.exists(path)) {
            return ObjectValue.EMPTY;
        }
        try {
            Object content = Yaml.parse(Files.readAllBytes(path));
            if (content instanceof ObjectValue tree) {
                return tree;
            }
            if (content == NullValue.NULL) {
                return ObjectValue.EMPTY;
            }
            throw new ParseException("not a mapping");
        } catch (ParseException e) {
            throw new CommandException(
                    ExitCode.FAILED, context.text("kubeconfig.broken", path, String.valueOf(e.getMessage())), e);
        }
    }

    /** Writes only if {@code change} changes something. */
    void change(UnaryOperator<ObjectValue> change) throws InterruptedException {
        try {
            changeFile(change);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, context.text("kubeconfig.unwritable", path, e.toString()), e);
        }
    }

    private void changeFile(UnaryOperator<ObjectValue> change) throws IOException, InterruptedException {
        Path parent = Folders.parent(path);
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
            AtomicFile.keepOwner(parent, Folders.parent(parent));
        }
        Path lock = path.resolveSibling(path.getFileName() + ".lock");
        lock(lock);
        try {
            ObjectValue before = read();
            ObjectValue after = change.apply(before);
            if (!after.equals(before)) {
                // A link, as people with a folder of settings have, stays a link.
                AtomicFile.write(Files.exists(path) ? path.toRealPath() : path, Yaml.write(after));
            }
        } finally {
            Files.deleteIfExists(lock);
        }
    }

    /** kubectl's lock is a file that exists as long as somebody writes. */
    private void lock(Path lock) throws IOException, InterruptedException {
        long end = context.clock().nanos() + LOCK_LIMIT.toNanos();
        while (true) {
            try {
                Files.createFile(lock);
                return;
            } catch (FileAlreadyExistsException e) {
                if (isLeft(lock)) {
                    Files.deleteIfExists(lock);
                    continue;
                }
                if (context.clock().nanos() > end) {
                    throw new CommandException(ExitCode.FAILED, context.text("kubeconfig.locked", path, lock), e);
                }
            }
            context.clock().sleep(LOCK_CHECK);
        }
    }

    private boolean isLeft(Path lock) throws IOException {
        try {
            Instant made = Files.getLastModifiedTime(lock).toInstant();
            return made.plus(LOCK_AGE).isBefore(context.clock().now());
        } catch (NoSuchFileException _) {
            return false; // it was given back just now
        }
    }
}
