package dev.jukung.app;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jukung version}. */
@Command(name = "version")
final class VersionCommand implements Callable<Integer> {
    /** Of the API that is served. */
    static final String KUBERNETES = "v1.36";

    @Option(names = "--output", paramLabel = "text|json")
    private OutputForm output = OutputForm.TEXT;

    private final CommandContext context;

    VersionCommand(CommandContext context) {
        this.context = context;
    }

    static String version() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public Integer call() {
        switch (output) {
            case JSON ->
                context.out()
                        .println(Json.write(ObjectValue.of(
                                "version", version(),
                                "kubernetes", KUBERNETES,
                                "java", Runtime.version().toString())));
            case TEXT ->
                context.out()
                        .println("jukung " + version() + ", Kubernetes " + KUBERNETES + ", Java " + Runtime.version());
        }
        return ExitCode.OK.code();
    }
}
