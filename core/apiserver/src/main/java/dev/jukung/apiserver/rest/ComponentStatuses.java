package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Selection;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * {@code componentstatuses}, an old way to ask how the control plane is: nothing is stored, each answer is made by asking the
 * components. Thread-safe.
 */
public final class ComponentStatuses {
    private static final String RESOURCE = "componentstatuses";

    /** @param message what the component said, or why it could not be asked */
    public record Finding(boolean healthy, String message) {
        public static final Finding OK = new Finding(true, "ok");
    }

    /** Asks a component. */
    @FunctionalInterface
    public interface Check {
        Finding ask() throws InterruptedException;
    }

    private final Map<String, Check> checks = new ConcurrentSkipListMap<>();

    /** From now on this is how the component of that name is asked. */
    public void put(String name, Check check) {
        checks.put(name, check);
    }

    static boolean concerns(Kind kind) {
        return kind.qualifiedName().equals(RESOURCE);
    }

    /** Of one component. */
    ObjectValue get(Kind kind, String name) throws InterruptedException {
        Optional<Check> check = Optional.ofNullable(checks.get(name));
        return status(
                name, check.orElseThrow(() -> Failures.notFound(kind, name)).ask());
    }

    /** Of those that a client selects by name. */
    List<ObjectValue> list(Selection selection) throws InterruptedException {
        List<ObjectValue> all = new java.util.ArrayList<>();
        for (Map.Entry<String, Check> check : checks.entrySet()) {
            if (selection.accepts(named(check.getKey()))) {
                all.add(status(check.getKey(), check.getValue().ask()));
            }
        }
        return all;
    }

    private static ObjectValue named(String name) {
        return ObjectValue.of("kind", "ComponentStatus", "apiVersion", "v1", "metadata", ObjectValue.of("name", name));
    }

    private static ObjectValue status(String name, Finding finding) {
        ObjectValue condition = ObjectValue.of("type", "Healthy", "status", finding.healthy() ? "True" : "False");
        condition = finding.message().isEmpty() ? condition : condition.with("message", finding.message());
        return named(name).with("conditions", ListValue.of(condition));
    }
}
