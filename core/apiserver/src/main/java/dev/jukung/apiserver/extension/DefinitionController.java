package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a CustomResourceDefinition into effect: names, conditions, the kinds themselves, and the end of its objects when
 * it is deleted. A kind is served before its definition says {@code Established}. Thread-safe.
 */
final class DefinitionController implements Reconciler<String> {
    private final Verbs verbs;
    private final Kind definitions;
    private final CustomKinds custom;
    private final InstanceCleanup cleanup;
    private final Clock clock;

    DefinitionController(Verbs verbs, Kinds kinds, CustomKinds custom, Clock clock) {
        this.verbs = verbs;
        this.definitions = kinds.get(Resources.CUSTOMRESOURCEDEFINITIONS);
        this.custom = custom;
        this.cleanup = new InstanceCleanup(verbs);
        this.clock = clock;
    }

    Optional<Definition> find(String name) {
        return verbs.reader().known(definitions, ObjectKey.of(name)).map(object -> new Definition(object.tree()));
    }

    List<Definition> all() {
        return verbs.reader().known(definitions).stream()
                .map(object -> new Definition(object.tree()))
                .toList();
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<Definition> found = find(name);
        if (found.isEmpty()) {
            custom.refresh(name, this::find);
            return new Outcome.Settled();
        }
        Definition definition = found.get();
        if (definition.isDeleting()) {
            return definition.hasCleanup() ? end(definition) : new Outcome.Settled();
        }
        Definition decided = new Definition(decided(definition));
        if (decided.tree().equals(definition.tree())) {
            custom.refresh(name, this::find);
            return new Outcome.Settled();
        }
        if (decided.isEstablished()) {
            custom.serve(decided);
        }
        writeStatus(decided.tree());
        return new Outcome.Settled();
    }

    private ObjectValue decided(Definition definition) {
        ObjectValue tree = definition.tree();
        boolean sameNames = definition.acceptedNames().equals(definition.names());
        if (!sameNames || Conditions.find(tree, Definition.NAMES_ACCEPTED).isEmpty()) {
            List<Definition> others = new ArrayList<>(all());
            others.removeIf(other -> other.name().equals(definition.name()));
            AcceptedNames names = AcceptedNames.decide(definition, others);
            tree = tree.withAt(names.names(), "status", "acceptedNames");
            tree = Conditions.with(tree, names.condition(), clock.now());
            tree = Conditions.with(tree, established(definition, names.isAccepted()), clock.now());
        }
        for (Optional<ObjectValue> condition :
                List.of(SchemaCondition.of(definition), ApprovalCondition.of(definition))) {
            tree = condition.isPresent() ? Conditions.with(tree, condition.get(), clock.now()) : tree;
        }
        if (SchemaCondition.of(definition).isEmpty()) {
            tree = Conditions.without(tree, Definition.NON_STRUCTURAL);
        }
        return tree;
    }

    /** Once established, always established: objects may exist. */
    private static ObjectValue established(Definition definition, boolean accepted) {
        Optional<ObjectValue> old = Conditions.find(definition.tree(), Definition.ESTABLISHED);
        if (old.isPresent() && definition.isEstablished()) {
            return old.get();
        }
        return accepted
                ? Conditions.of(
                        Definition.ESTABLISHED, true, "InitialNamesAccepted", "the initial names have been accepted")
                : Conditions.of(Definition.ESTABLISHED, false, "NotAccepted", "not all names are accepted");
    }

    /** Deletes the objects, then lets the definition go. */
    private Outcome end(Definition definition) throws InterruptedException {
        custom.refresh(definition.name(), this::find);
        ObjectValue begun = Conditions.with(
                definition.tree(),
                Conditions.of(
                        Definition.TERMINATING,
                        true,
                        "InstanceDeletionInProgress",
                        "CustomResource deletion is in progress"),
                clock.now());
        begun = begun.equals(definition.tree()) ? begun : writeStatus(begun);
        List<Kind> kinds = custom.of(definition.name());
        InstanceCleanup.Result result = definition.isEstablished() && !kinds.isEmpty()
                ? cleanup.run(kinds.getFirst())
                : InstanceCleanup.Result.neverServed(definition.isEstablished());
        ObjectValue ended = Conditions.with(begun, result.condition(), clock.now());
        if (!result.done()) {
            if (!ended.equals(begun)) {
                writeStatus(ended);
            }
            return new Outcome.CheckAgain(InstanceCleanup.CHECK);
        }
        ObjectValue metadata = ended.object("metadata");
        List<String> finalizers = new ArrayList<>(metadata.list("finalizers").texts());
        finalizers.remove(Definition.CLEANUP);
        writeStatus(ended.withAt(dev.jukung.value.ListValue.copyOf(finalizers), "metadata", "finalizers"));
        return new Outcome.Settled();
    }

    private ObjectValue writeStatus(ObjectValue tree) throws InterruptedException {
        Call call = ServerCalls.of(definitions, "", tree.object("metadata").text("name", ""), "status");
        try {
            StoredObject written = verbs.update(call, tree, List.of());
            return written.tree();
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND)) {
                return tree; // deleted meanwhile: its deletion queues it again
            }
            throw e;
        }
    }
}
