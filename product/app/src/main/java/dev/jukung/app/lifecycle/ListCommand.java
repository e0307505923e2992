package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.OutputForm;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jukung list}: all clusters of this user on this machine. */
@Command(name = "list")
public final class ListCommand implements Callable<Integer> {
    private static final String ROW = "%-14s%-12s%-8s%s";

    @Option(names = "--output", paramLabel = "text|json", descriptionKey = "output")
    private OutputForm output = OutputForm.TEXT;

    private final CommandContext context;

    public ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return Trouble.in(context, ClusterFolder.parent(context), () -> {
            List<ClusterFolder> folders = ClusterFolder.all(context);
            switch (output) {
                case JSON -> printJson(folders);
                case TEXT -> print(folders);
            }
            return ExitCode.OK.code();
        });
    }

    private void print(List<ClusterFolder> folders) throws IOException {
        if (folders.isEmpty()) {
            context.say("list.none", ClusterFolder.parent(context));
            return;
        }
        context.out().println(String.format(Locale.ROOT, ROW, "NAME", "RUNTIME", "PORT", "STATE"));
        for (ClusterFolder folder : folders) {
            Optional<ClusterSettings> settings = settings(folder);
            context.out()
                    .println(String.format(
                            Locale.ROOT,
                            ROW,
                            folder.name(),
                            settings.map(known ->
                                            RuntimeOption.of(known.runtime()).text())
                                    .orElse("?"),
                            settings.map(known -> Integer.toString(known.port()))
                                    .orElse("?"),
                            StatusCommand.text(context, ServerRecord.state(folder))));
        }
    }

    private void printJson(List<ClusterFolder> folders) throws IOException {
        List<Object> clusters = new ArrayList<>();
        for (ClusterFolder folder : folders) {
            ObjectValue tree = ObjectValue.of(
                    "name",
                    folder.name(),
                    "state",
                    ServerRecord.state(folder).name().toLowerCase(Locale.ROOT));
            Optional<ClusterSettings> settings = settings(folder);
            if (settings.isPresent()) {
                tree = tree.with(
                                "runtime",
                                RuntimeOption.of(settings.get().runtime()).text())
                        .with("server", settings.get().server());
            }
            clusters.add(tree);
        }
        context.out().println(Json.write(ListValue.copyOf(clusters)));
    }

    /** One broken cluster does not hide the others. */
    private Optional<ClusterSettings> settings(ClusterFolder folder) throws IOException {
        try {
            return ClusterSettings.read(context, folder);
        } catch (CommandException broken) {
            context.err().println(context.text("error", String.valueOf(broken.getMessage())));
            return Optional.empty();
        }
    }
}
