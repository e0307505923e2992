package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import dev.jukung.app.OutputForm;
import dev.jukung.value.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung status}: how a cluster is. Ends with 0 when it can be used, with 1 when it is stopped or does not answer. */
@Command(name = "status")
public final class StatusCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1024 * 1024;

    @Mixin
    private NameOption name = new NameOption();

    @Option(names = "--output", paramLabel = "text|json", descriptionKey = "output")
    private OutputForm output = OutputForm.TEXT;

    private final CommandContext context;

    public StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterFolder folder = name.folder(context);
        ClusterState state = Trouble.in(
                context,
                folder.path(),
                () -> ClusterState.read(context, folder, ClusterStart.existing(context, folder)));
        switch (output) {
            case JSON -> context.out().println(Json.write(state.tree()));
            case TEXT -> print(state);
        }
        return state.objects().isPresent() ? ExitCode.OK.code() : ExitCode.FAILED.code();
    }

    private void print(ClusterState state) {
        line("status.cluster", state.folder().name());
        line("status.state", text(context, state.state()));
        line("status.runtime", RuntimeOption.of(state.settings().runtime()).text());
        line("status.server", state.settings().server());
        line("status.folder", state.folder().path().toString());
        state.objects().ifPresent(objects -> {
            line(
                    "status.nodes",
                    objects.nodes().stream()
                            .map(node -> node.name() + " "
                                    + context.text(node.ready() ? "status.ready" : "status.not-ready"))
                            .collect(Collectors.joining(", ")));
            line("status.pods", objects.podsReady() + "/" + objects.podsTotal());
        });
        state.process().ifPresent(process -> {
            line("status.process", Long.toString(process.pid()));
            line("status.uptime", uptime(process.uptime()));
            line("status.memory", process.residentBytes() / MEGABYTE + " MiB");
            line(
                    "status.cpu",
                    String.format(Locale.ROOT, "%.2f s (%.1f %%)", process.cpuSeconds(), process.cpuPercent()));
        });
    }

    private void line(String key, String value) {
        context.out().println(context.text(key) + ": " + value);
    }

    static String text(CommandContext context, ServerRecord.State state) {
        return switch (state) {
            case STOPPED -> context.text("state.stopped");
            case KILLED -> context.text("state.killed");
            case STARTING -> context.text("state.starting");
            case RUNNING -> context.text("state.running");
        };
    }

    /** As kubectl prints an age: the two largest units. */
    static String uptime(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + "d" + age.toHoursPart() + "h";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h" + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m" + age.toSecondsPart() + "s" : age.toSeconds() + "s";
    }
}
