package dev.jukung.app;

import dev.jukung.app.why.WhyText;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private KubeconfigOptions kubeconfig = new KubeconfigOptions();

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
        ClusterAccess access = kubeconfig.access(context);
        try (HttpApiClient client = KubeconfigOptions.connect(context, access)) {
            return client.document("/debug/why?object=" + escaped(object) + "&namespace="
                    + escaped(namespace.isEmpty() ? access.namespace() : namespace));
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
