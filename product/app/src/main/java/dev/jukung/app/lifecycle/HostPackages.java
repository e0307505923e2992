package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.HostRequirements;
import dev.jukung.cluster.HostRequirements.Missing;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings what real containers need and this machine lacks, with the system's package manager, or says what is missing. */
final class HostPackages {
    private static final List<String> INSTALL = List.of("apt-get", "install", "-y", "-q", "--no-install-recommends");
    private static final List<String> UPDATE = List.of("apt-get", "update", "-q");
    private static final List<String> NETWORK_TROUBLE =
            List.of("Failed to fetch", "Could not resolve", "Temporary failure resolving", "Unable to connect");

    private final CommandContext context;
    private final Distribution distribution;

    HostPackages(CommandContext context, Distribution distribution) {
        this.context = context;
        this.distribution = distribution;
    }

    /** The packages that bring what is missing, each once. */
    static List<String> packages(List<Missing> missing) {
        return missing.stream()
                .map(Missing::debianPackage)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** Returns when nothing is missing any more; whether something was installed. */
    boolean provide(Backend backend, boolean mayInstall, Path log) throws IOException, InterruptedException {
        List<Missing> missing = HostRequirements.missing(backend);
        if (missing.isEmpty()) {
            return false;
        }
        if (!mayInstall || !installable(missing)) {
            throw refused(missing, mayInstall);
        }
        List<String> packages = packages(missing);
        context.say("install.missing", String.join(", ", packages), log);
        install(packages, log);
        List<Missing> still = HostRequirements.missing(backend);
        if (!still.isEmpty()) {
            throw new CommandException(ExitCode.HOST_UNSUPPORTED, context.text("install.still", remedies(still), log));
        }
        return true;
    }

    /** Whether packages of this distribution would bring all of it. */
    boolean installable(List<Missing> missing) {
        return distribution.debian()
                && missing.stream().noneMatch(one -> one.debianPackage().isEmpty());
    }

    String command(List<Missing> missing) {
        return String.join(" ", INSTALL) + " " + String.join(" ", packages(missing));
    }

    private CommandException refused(List<Missing> missing, boolean mayInstall) {
        String what = missing.stream().map(Missing::what).collect(Collectors.joining(", "));
        if (!mayInstall && installable(missing)) {
            return new CommandException(
                    ExitCode.HOST_UNSUPPORTED, context.text("install.refused", what, command(missing)));
        }
        return new CommandException(
                ExitCode.HOST_UNSUPPORTED,
                context.text("install.by-hand", what, distribution.name(), remedies(missing)));
    }

    static String remedies(List<Missing> missing) {
        return missing.stream()
                .map(one -> "  " + one.what() + ": " + one.remedy())
                .collect(Collectors.joining("\n"));
    }

    private void install(List<String> packages, Path log) throws IOException, InterruptedException {
        List<String> install =
                Stream.concat(INSTALL.stream(), packages.stream()).toList();
        // The lists of packages may be old or absent: then the first try fails.
        if (run(install, log) == 0 || (run(UPDATE, log) == 0 && run(install, log) == 0)) {
            return;
        }
        List<String> lines = Files.readAllLines(log);
        boolean network =
                lines.stream().anyMatch(line -> NETWORK_TROUBLE.stream().anyMatch(line::contains));
        throw new CommandException(
                network ? ExitCode.NETWORK : ExitCode.FAILED,
                context.text("install.failed", log)
                        + "\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
    }

    private static int run(List<String> command, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start().waitFor();
    }
}
