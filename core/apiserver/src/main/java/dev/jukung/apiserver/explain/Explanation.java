package dev.jukung.apiserver.explain;

import dev.jukung.model.ObjectKey;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Why an object is as it is, as data.
 *
 * @param chain the commits that led to the object and made it what it is, in order: the first is the request that began it
 *     all, as far as it is remembered
 * @param complete whether the chain begins with a request from outside; false when the beginning is forgotten
 * @param findings what subsystems know, by their names
 */
public record Explanation(
        Subject subject,
        Instant now,
        List<Step> chain,
        boolean complete,
        List<Note> events,
        List<Writer> writers,
        Map<String, ObjectValue> findings) {

    /** @param object the object as it is; empty when it is gone */
    public record Subject(String resource, String kind, ObjectKey key, ObjectValue object) {}

    /** One commit. {@code trigger} is the revision of the commit that led to it; 0 where none is known. */
    public record Step(
            long revision, Instant time, String actor, String agent, String what, long trigger, List<Touch> touched) {}

    /** @param effect created, changed or deleted */
    public record Touch(String effect, String kind, ObjectKey key) {}

    /** An Event about the object. @param time of its last writing */
    public record Note(Instant time, String type, String reason, String message, String component, long count) {}

    /** Who has set fields that the object still has, as its managedFields say. */
    public record Writer(String manager, String operation, String subresource, String time) {}

    /** As it is served. */
    public ObjectValue toValue() {
        ObjectValue object = ObjectValue.of(
                "resource", subject.resource(),
                "kind", subject.kind(),
                "namespace", subject.key().namespace(),
                "name", subject.key().name(),
                "uid", subject.object().object("metadata").text("uid", ""),
                "exists", !subject.object().isEmpty());
        ObjectValue.Builder found = ObjectValue.builder();
        findings.forEach(found::set);
        return ObjectValue.builder()
                .set("kind", "Explanation")
                .set("apiVersion", "jukung.dev/v1alpha1")
                .set("object", object)
                .set("time", now.toString())
                .set("complete", complete)
                .set("chain", list(chain, Explanation::value))
                .set("events", list(events, Explanation::value))
                .set("writers", list(writers, Explanation::value))
                .set("spec", specOf(subject))
                .set("status", subject.object().object("status"))
                .set("findings", found.build())
                .build();
    }

    /** Of the spec only where a Pod is: the rest of an object is what a get is for. */
    private static ObjectValue specOf(Subject subject) {
        String node = subject.object().object("spec").text("nodeName", "");
        return node.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("nodeName", node);
    }

    private static <T> ListValue list(List<T> items, Function<T, ObjectValue> value) {
        return ListValue.copyOf(items.stream().map(value).toList());
    }

    private static ObjectValue value(Step step) {
        return ObjectValue.of(
                "revision", step.revision(),
                "time", step.time().toString(),
                "actor", step.actor(),
                "agent", step.agent(),
                "what", step.what(),
                "trigger", step.trigger(),
                "touched", list(step.touched(), Explanation::value));
    }

    private static ObjectValue value(Touch touch) {
        return ObjectValue.of(
                "effect", touch.effect(),
                "kind", touch.kind(),
                "namespace", touch.key().namespace(),
                "name", touch.key().name());
    }

    private static ObjectValue value(Note note) {
        return ObjectValue.of(
                "time", note.time().toString(),
                "type", note.type(),
                "reason", note.reason(),
                "message", note.message(),
                "component", note.component(),
                "count", note.count());
    }

    private static ObjectValue value(Writer writer) {
        return ObjectValue.of(
                "manager", writer.manager(),
                "operation", writer.operation(),
                "subresource", writer.subresource(),
                "time", writer.time());
    }
}
