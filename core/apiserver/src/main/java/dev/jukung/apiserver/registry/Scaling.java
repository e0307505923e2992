package dev.jukung.apiserver.registry;

import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The scale subresource: an object seen as {@code autoscaling/v1 Scale}, and written through it. Thread-safe. */
public final class Scaling {
    private final Reader reader;
    private final Writer writer;

    Scaling(Reader reader, Writer writer) {
        this.reader = reader;
        this.writer = writer;
    }

    public ObjectValue get(Call call, Subresource.Scale scale) {
        ObjectValue object = reader.get(call.kind(), call.key()).tree();
        String replicas = scale.mapping().specReplicas();
        if (call.kind().isCustom() && object.at(path(replicas)) == null) {
            throw Failures.internal("the spec replicas field \"." + replicas + "\" does not exist");
        }
        return scaleOf(object, scale.mapping());
    }

    private static ObjectValue scaleOf(ObjectValue object, Subresource.ScaleMapping mapping) {
        ObjectValue metadata = object.object("metadata");
        ObjectValue.Builder shown = ObjectValue.builder();
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            Object value = metadata.get(field);
            if (value != null) {
                shown.set(field, value);
            }
        }
        long wanted = object.at(path(mapping.specReplicas())) instanceof Long number ? number : 0;
        long actual = object.at(path(mapping.statusReplicas())) instanceof Long number ? number : 0;
        ObjectValue spec = wanted == 0 ? ObjectValue.EMPTY : ObjectValue.of("replicas", wanted);
        ObjectValue status = ObjectValue.of("replicas", actual);
        String selector = selector(object.at(path(mapping.selector())));
        return ObjectValue.of(
                "kind",
                "Scale",
                "apiVersion",
                "autoscaling/v1",
                "metadata",
                shown.build(),
                "spec",
                spec,
                "status",
                selector.isEmpty() ? status : status.with("selector", selector));
    }

    private static String selector(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case ObjectValue object
            when object.has("matchLabels") || object.has("matchExpressions") ->
                LabelSelectors.of(new LabelSelector(object)).toString();
            case ObjectValue object ->
                LabelSelectors.of(new LabelSelector(ObjectValue.of("matchLabels", object)))
                        .toString();
            case null, default -> "";
        };
    }

    /** PUT of a Scale. */
    public ObjectValue update(Call call, Subresource.Scale scale, ObjectValue written) throws InterruptedException {
        UpdateRules.checkName(call, written);
        return change(call, scale, _ -> written);
    }

    /** @param schema of a Scale */
    public ObjectValue patch(Call call, Subresource.Scale scale, Patch patch, Schema schema)
            throws InterruptedException {
        return change(call, scale, current -> Patcher.patchedAs(patch, current, schema));
    }

    /** @param change from the Scale as it is to the Scale as it shall be */
    public ObjectValue change(Call call, Subresource.Scale scale, Writer.ObjectChange change)
            throws InterruptedException {
        Call whole = call.below("");
        Admission.Request request = Admission.Request.of(Admission.Operation.UPDATE, call, writer.clock());
        StoredObject stored = writer.update(whole, new Scaled(call, scale, change, request), false);
        return scaleOf(stored.tree(), scale.mapping());
    }

    /** A change of the object by its Scale: admission sees the Scale, not what is behind it. */
    private final class Scaled implements Writer.ObjectChange {
        private final Call call;
        private final Subresource.Scale scale;
        private final Writer.ObjectChange change;
        private final Admission.Request request;

        Scaled(Call call, Subresource.Scale scale, Writer.ObjectChange change, Admission.Request request) {
            this.call = call;
            this.scale = scale;
            this.change = change;
            this.request = request;
        }

        @Override
        public ObjectValue apply(ObjectValue current) throws InterruptedException {
            ObjectValue now = scaleOf(current, scale.mapping());
            ObjectValue wanted = admitted(call, now, change.apply(now), request);
            long replicas = wanted.object("spec").integer("replicas", 0);
            if (replicas < 0 && !call.kind().isCustom()) {
                FieldErrors errors = new FieldErrors()
                        .add(FieldError.invalid(
                                FieldPath.of("spec", "replicas"), replicas, "must be greater than or equal to 0"));
                throw Failures.invalid("autoscaling", "Scale", call.name(), errors);
            }
            String version = wanted.object("metadata").text("resourceVersion", "");
            ObjectValue scaled = current.withAt(replicas, path(scale.mapping().specReplicas()));
            return version.isEmpty() ? scaled : scaled.withAt(version, "metadata", "resourceVersion");
        }

        @Override
        public boolean isAdmitted() {
            return true;
        }

        @Override
        public Call owner(Call whole) {
            return call.below("scale");
        }

        /** A Scale of none has no number, so that nobody manages it. */
        @Override
        public ObjectValue owned(ObjectValue object) {
            String[] path = path(scale.mapping().specReplicas());
            boolean none = object.at(path) instanceof Long number && number == 0;
            return none && path.length == 2
                    ? object.with(path[0], object.object(path[0]).without(path[1]))
                    : object;
        }
    }

    private ObjectValue admitted(Call call, ObjectValue now, ObjectValue wanted, Admission.Request request)
            throws InterruptedException {
        Admission.Review review = new Admission.Review(
                call, Admission.Operation.UPDATE, wanted, Optional.of(now), writer.context(call), request);
        ObjectValue mutated = writer.admission().mutate(review);
        writer.admission().validate(review.with(mutated));
        return mutated;
    }

    private static String[] path(String dotted) {
        return Arrays.stream(dotted.split("\\."))
                .filter(step -> !step.isEmpty())
                .toArray(String[]::new);
    }
}
