package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung get}: objects as tables, YAML, JSON, names or by JSONPath. */
@Command(name = "get")
public final class GetCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions where = new ConnectionOptions();

    @Mixin
    private Selection what = new Selection();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "wide|yaml|json|name|jsonpath=…")
    private String output = "";

    @Option(names = {"-w", "--watch"})
    private boolean watch;

    @Option(names = "--show-labels")
    private boolean showLabels;

    @Option(names = "--no-headers")
    private boolean noHeaders;

    @Option(names = "--show-managed-fields")
    private boolean showManagedFields;

    @Option(names = "--ignore-not-found")
    private boolean ignoreNotFound;

    private final CommandContext context;

    public GetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFormat format = OutputFormat.parse(output);
        try (Connection connection = Connection.open(context, where)) {
            List<Target> targets = what.targets(connection.catalog());
            if (watch && (targets.size() > 1 || targets.getFirst().names().size() > 1)) {
                throw new CommandException(ExitCode.USAGE, "you may only specify a single resource type");
            }
            Found found = new Found(context, connection, ignoreNotFound);
            if (format instanceof OutputFormat.Rows(boolean wide)) {
                rows(found, targets, wide);
            } else {
                objects(found, targets, new ObjectPrinter(context.out(), format, showManagedFields));
            }
            return found.exitCode().code();
        }
    }

    private void rows(Found found, List<Target> targets, boolean wide) throws InterruptedException {
        boolean any = false;
        boolean several = targets.size() > 1;
        for (Target target : targets) {
            Found.Answer answer = found.get(target, what, Rest.TABLE);
            boolean empty = answer.values().stream()
                    .allMatch(table -> table.list("rows").isEmpty());
            TablePrinter printer = new TablePrinter(
                    context.out(),
                    new TablePrinter.Settings(
                            wide,
                            !noHeaders,
                            what.allNamespaces() && target.resource().type().namespaced(),
                            showLabels,
                            several ? target.resource().kindName() : ""));
            if (!empty) {
                if (any) {
                    context.out().println();
                }
                printer.print(TablePrinter.joined(answer.values()));
                any = true;
            }
            if (watch && !answer.values().isEmpty()) {
                WatchReader.follow(found.watch(target, what, Rest.TABLE, answer.resourceVersion()), printer::print);
            }
        }
        if (!any && !watch && found.exitCode() == ExitCode.OK && !ignoreNotFound) {
            sayNothingFound(targets, found.namespace());
        }
    }

    private void sayNothingFound(List<Target> targets, String namespace) {
        boolean inNamespace = !what.allNamespaces()
                && targets.stream().anyMatch(target -> target.resource().type().namespaced());
        context.err()
                .println(inNamespace ? "No resources found in " + namespace + " namespace." : "No resources found");
    }

    private void objects(Found found, List<Target> targets, ObjectPrinter printer) throws InterruptedException {
        boolean single = targets.size() == 1 && targets.getFirst().names().size() == 1;
        List<ObjectPrinter.Found> all = new ArrayList<>();
        String version = "";
        for (Target target : targets) {
            Found.Answer answer = found.get(target, what, Rest.JSON);
            version = answer.resourceVersion();
            answer.objects().forEach(tree -> all.add(new ObjectPrinter.Found(target.resource(), tree)));
        }
        Target first = targets.getFirst();
        if (watch) {
            all.forEach(each -> printer.print(List.of(each), true));
            WatchReader.follow(
                    found.watch(first, what, Rest.JSON, version),
                    tree -> printer.print(List.of(new ObjectPrinter.Found(first.resource(), tree)), true));
        } else if (!all.isEmpty() || !single) {
            printer.print(all, single);
        }
    }
}
