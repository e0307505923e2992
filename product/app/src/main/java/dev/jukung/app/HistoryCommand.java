package dev.jukung.app;

import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung history KIND/NAME}: every kept version of an object, who made it and what is different. */
@Command(name = "history")
final class HistoryCommand implements Callable<Integer> {
    private static final int SHOWN = 120;

    @Parameters(paramLabel = "KIND/NAME", descriptionKey = "jukung.why.KIND/NAME")
    private String object = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            descriptionKey = "jukung.why.namespace")
    private String namespace = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json")
    private OutputForm output = OutputForm.TEXT;

    @Option(names = "--limit", paramLabel = "N", descriptionKey = "history.limit")
    private int limit = 50;

    @Mixin
    private KubeconfigOptions kubeconfig = new KubeconfigOptions();

    private final CommandContext context;

    HistoryCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!object.matches("[^/]+/[^/]+")) {
            throw new CommandException(ExitCode.USAGE, context.text("why.no-object", object));
        }
        ObjectValue history = history();
        switch (output) {
            case JSON -> context.out().println(Json.pretty(history, 2));
            case TEXT -> history.list("versions").objects().forEach(this::print);
        }
        return ExitCode.OK.code();
    }

    private ObjectValue history() throws IOException, InterruptedException {
        ClusterAccess access = kubeconfig.access(context);
        try (HttpApiClient client = KubeconfigOptions.connect(context, access)) {
            return client.document("/debug/history?object=" + escaped(object) + "&limit=" + limit + "&namespace="
                    + escaped(namespace.isEmpty() ? access.namespace() : namespace));
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void print(ObjectValue version) {
        String actor = version.text("actor", "");
        String agent = version.text("agent", "");
        String who = actor.isEmpty() ? context.text("why.somebody") : actor;
        String revision = Long.toString(version.integer("revision", 0));
        String by = agent.isEmpty() ? who : who + " (" + agent + ")";
        String time = version.text("time", "");
        String what = version.text("what", "");
        context.out()
                .println(
                        switch (version.text("effect", "")) {
                            case "created" -> context.text("history.created", revision, time, by, what);
                            case "deleted" -> context.text("history.deleted", revision, time, by, what);
                            default -> context.text("history.changed", revision, time, by, what);
                        });
        if (!version.flag("known", false)) {
            context.out().println("    " + context.text("history.forgotten"));
        } else if (version.text("effect", "").equals("changed")) {
            version.list("differences").objects().forEach(this::printDifference);
        }
    }

    private void printDifference(ObjectValue difference) {
        context.out()
                .println("    " + difference.text("path", "") + ": " + shown(difference.get("before")) + " -> "
                        + shown(difference.get("after")));
    }

    private static String shown(@Nullable Object value) {
        String text = value == null ? "-" : Json.write(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
