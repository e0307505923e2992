package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.runtime.RequestParameters;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the containers whose logs are asked for. Confined to one thread. */
final class LogSources {
    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");

    /** A container of a pod. */
    record Source(ObjectKey pod, String container) {}

    private final CommandContext context;
    private final Connection connection;

    LogSources(CommandContext context, Connection connection) {
        this.context = context;
        this.connection = connection;
    }

    /** Of a pod, or of one of the pods of what is named as {@code TYPE/NAME}. */
    List<Source> of(String word, String container, boolean all) throws InterruptedException {
        if (!word.contains("/")) {
            ObjectKey key = ObjectKey.of(connection.namespace(), word);
            return containers(connection.rest().get(Resources.PODS.path(key)), container, all);
        }
        Target target = Target.parse(List.of(word), connection.catalog()).getFirst();
        ObjectKey key =
                target.resource().key(connection.namespace(), target.names().getFirst());
        ObjectValue object = connection.rest().get(target.resource().type().path(key));
        if (target.resource().type().plural().equals("pods")) {
            return containers(object, container, all);
        }
        List<ObjectValue> pods = pods(selector(object));
        if (pods.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, "no pods found for " + word);
        }
        ObjectValue first = pods.getFirst();
        if (pods.size() > 1) {
            context.err()
                    .println("Found " + pods.size() + " pods, using pod/"
                            + first.object("metadata").text("name", ""));
        }
        return containers(first, container, all);
    }

    /** Of all pods that have the labels. */
    List<Source> selected(String labels, String container, boolean all) throws InterruptedException {
        List<Source> sources = new ArrayList<>();
        for (ObjectValue pod : pods(labels)) {
            sources.addAll(containers(pod, container, all));
        }
        if (sources.isEmpty()) {
            context.err().println("No resources found in " + connection.namespace() + " namespace.");
        }
        return sources;
    }

    private static String selector(ObjectValue object) {
        ObjectValue selector = object.object("spec").object("selector");
        boolean plain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        LabelSelector wanted = new LabelSelector(plain ? ObjectValue.of("matchLabels", selector) : selector);
        if (selector.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "cannot get the logs from " + object.text("kind", "") + ": it selects no pods");
        }
        return LabelSelectors.of(wanted).toString();
    }

    /** Those that run before those that do not, the ones ready for longest first, as kubectl picks one. */
    private List<ObjectValue> pods(String labels) throws InterruptedException {
        String path =
                Resources.PODS.path(connection.namespace()) + new RequestParameters().add("labelSelector", labels);
        return connection.rest().get(path).list("items").objects().stream()
                .sorted(Comparator.comparing((ObjectValue pod) ->
                                !pod.object("status").text("phase", "").equals("Running"))
                        .thenComparing(pod -> pod.object("metadata").text("creationTimestamp", "")))
                .toList();
    }

    private List<Source> containers(ObjectValue pod, String container, boolean all) {
        ObjectValue metadata = pod.object("metadata");
        ObjectKey key = ObjectKey.of(metadata.text("namespace", ""), metadata.text("name", ""));
        List<String> names = new ArrayList<>();
        for (String list : CONTAINERS) {
            pod.object("spec").list(list).objects().forEach(each -> names.add(each.text("name", "")));
        }
        if (all) {
            return names.stream().map(name -> new Source(key, name)).toList();
        }
        if (!container.isEmpty()) {
            if (!names.contains(container)) {
                throw new CommandException(
                        ExitCode.NOT_FOUND, "container " + container + " is not valid for pod " + key.name());
            }
            return List.of(new Source(key, container));
        }
        String preferred = metadata.object("annotations").text(DEFAULT_CONTAINER, "");
        if (names.contains(preferred)) {
            return List.of(new Source(key, preferred));
        }
        String first =
                pod.object("spec").list("containers").objects().getFirst().text("name", "");
        if (names.size() > 1) {
            context.err().println("Defaulted container \"" + first + "\" out of: " + described(pod));
        }
        return List.of(new Source(key, first));
    }

    /** Ordinary containers first, as kubectl lists them. */
    private static String described(ObjectValue pod) {
        List<String> texts = new ArrayList<>();
        for (String list : List.of("containers", "ephemeralContainers", "initContainers")) {
            String note = list.equals("initContainers") ? " (init)" : list.equals("containers") ? "" : " (ephem)";
            texts.addAll(pod.object("spec").list(list).objects().stream()
                    .map(each -> each.text("name", "") + note)
                    .collect(Collectors.toList()));
        }
        return String.join(", ", texts);
    }
}
