package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.runtime.RequestParameters;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which objects a command is about, by type and name or by selectors. */
final class Selection {
    @Parameters(arity = "0..*", paramLabel = "TYPE[/NAME]", descriptionKey = "client.objects")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR")
    private String labels = "";

    @Option(names = "--field-selector", paramLabel = "SELECTOR")
    private String fields = "";

    @Option(names = {"-A", "--all-namespaces"})
    private boolean allNamespaces;

    List<String> words() {
        return words;
    }

    String labels() {
        return labels;
    }

    String fields() {
        return fields;
    }

    boolean allNamespaces() {
        return allNamespaces;
    }

    boolean selects() {
        return !labels.isEmpty() || !fields.isEmpty();
    }

    /** The namespace to list in; empty for all. */
    String namespace(Connection connection) {
        return allNamespaces ? "" : connection.namespace();
    }

    /** @throws CommandException in kubectl's words when words and options contradict one another */
    List<Target> targets(Catalog catalog) {
        List<Target> targets = Target.parse(words, catalog);
        if (targets.stream().anyMatch(target -> !target.names().isEmpty())) {
            if (selects()) {
                throw new CommandException(ExitCode.USAGE, "name cannot be provided when a selector is specified");
            }
            if (allNamespaces) {
                throw new CommandException(
                        ExitCode.USAGE, "a resource cannot be retrieved by name across all namespaces");
            }
        }
        return targets;
    }

    /** The parameters of a list or watch. */
    RequestParameters query() {
        return new RequestParameters().add("labelSelector", labels).add("fieldSelector", fields);
    }
}
