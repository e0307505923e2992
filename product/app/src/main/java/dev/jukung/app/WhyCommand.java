package dev.jukung.app;

import dev.jukung.app.why.WhyText;
import dev.jukung.base.Randomness;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung why KIND/NAME}: the chain of causes from a user's request to the object as it is. */
@Command(name = "why")
final class WhyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KIND/NAME")
    private String object = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE")
    private String namespace = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json")
    private OutputForm output = OutputForm.TEXT;

    @Option(names = "--kubeconfig", paramLabel = "FILE")
    private String kubeconfig = "";

    @Option(names = "--context", paramLabel = "NAME")
    private String contextName = "";

    private final CommandContext context;

    WhyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!object.matches("[^/]+/[^/]+")) {
            throw new CommandException(ExitCode.USAGE, context.text("why.no-object", object));
        }
        ObjectValue explanation = explanation();
        switch (output) {
            case JSON -> context.out().println(Json.pretty(explanation, 2));
            case TEXT -> new WhyText(context::text).lines(explanation).forEach(context.out()::println);
        }
        return ExitCode.OK.code();
    }

    private ObjectValue explanation() throws IOException, InterruptedException {
        ClusterAccess access = access();
        Surroundings surroundings = new Surroundings(
                context.clock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> context.say("error.bug", where + ": " + bug),
                LoopMetrics.NONE);
        String agent = "jukung/" + VersionCommand.version();
        try (HttpApiClient client = HttpApiClient.connect(access, agent, surroundings)) {
            return client.document("/debug/why?object=" + escaped(object) + "&namespace="
                    + escaped(namespace.isEmpty() ? access.namespace() : namespace));
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The files that kubectl would read. */
    private ClusterAccess access() throws IOException {
        List<Path> files = kubeconfig.isEmpty()
                ? context.variable("KUBECONFIG")
                        .map(list -> Arrays.stream(list.split(File.pathSeparator))
                                .filter(file -> !file.isBlank())
                                .map(Path::of)
                                .toList())
                        .orElse(List.of(context.userHome().resolve(".kube/config")))
                : List.of(Path.of(kubeconfig));
        try {
            Kubeconfig config = Kubeconfig.read(files);
            return contextName.isEmpty() ? config.currentAccess() : config.access(contextName);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
