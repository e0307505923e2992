package dev.jukung.app;

import dev.jukung.app.image.ImageBuilder;
import dev.jukung.app.image.ImageBuilder.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung image build DIR}: the image of a Java application, without a registry. */
@Command(name = "build")
public final class ImageBuildCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR")
    private Path folder = Path.of(".");

    @Option(
            names = {"-o", "--archive"},
            paramLabel = "FILE")
    private Optional<Path> archive = Optional.empty();

    private final CommandContext context;

    ImageBuildCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Built built = build(context, folder, archive);
        context.out().println(context.text("image.built", built.name(), megabytes(built.bytes()), built.archive()));
        return ExitCode.OK.code();
    }

    static String megabytes(long bytes) {
        return Long.toString(bytes / 1_000_000);
    }

    /** Builds the application with Maven where it is a Maven project, then its image. */
    public static Built build(CommandContext context, Path folder, Optional<Path> archive)
            throws IOException, InterruptedException {
        Path application = folder.toAbsolutePath().normalize();
        compile(context, application);
        Path target = archive.orElse(application.resolve("target/image.tar"));
        return new ImageBuilder(Path.of(System.getProperty("java.home")), context.cache()).build(application, target);
    }

    /** A Maven project is built first; what is built in another way has to be there. */
    private static void compile(CommandContext context, Path folder) throws IOException, InterruptedException {
        Optional<String> maven = context.variable("JUKUNG_MAVEN");
        if (!Files.exists(folder.resolve("pom.xml")) || maven.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                maven.get(), "-q", "-B", "-ntp", "-f", folder.resolve("pom.xml").toString()));
        command.addAll(List.of("-Dquick", "-Dmaven.test.skip=true", "package"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path log = Files.createDirectories(folder.resolve("target")).resolve("image-build.log");
        Process process = builder.redirectOutput(log.toFile()).start();
        if (process.waitFor() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new CommandException(
                    ExitCode.FAILED,
                    context.text("image.compile-failed", folder, log)
                            + "\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
        }
    }
}
