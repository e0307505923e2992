package dev.jukung.controllers.pods;

import dev.jukung.base.Cause;
import dev.jukung.model.KubeObject;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.ResourceType;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settles which objects an owner controls: adopts orphans that its selector matches and releases objects that it matches
 * no longer. Kubernetes' {@code BaseControllerRefManager}: an owner that is being deleted does neither.
 *
 * @param <O> the owner
 * @param <T> what it owns
 */
public final class Claims<O extends KubeObject, T extends KubeObject> {
    private final ApiClient client;
    private final ResourceType<O> ownerType;
    private final ResourceType<T> type;
    private final List<String> finalizers;

    public Claims(ApiClient client, ResourceType<O> ownerType, ResourceType<T> type) {
        this(client, ownerType, type, List.of());
    }

    private Claims(ApiClient client, ResourceType<O> ownerType, ResourceType<T> type, List<String> finalizers) {
        this.client = client;
        this.ownerType = ownerType;
        this.type = type;
        this.finalizers = finalizers;
    }

    /** What is adopted gets these finalizers, too. */
    public Claims<O, T> withFinalizer(String finalizer) {
        return new Claims<>(client, ownerType, type, List.of(finalizer));
    }

    /** Those of {@code candidates} that the owner controls in the end. */
    public List<T> claim(O owner, Selector selector, List<T> candidates) throws InterruptedException {
        List<T> owned = new ArrayList<>();
        boolean mayAdopt = false; // asked at most once, and only when there is an orphan
        for (T candidate : candidates) {
            Optional<OwnerReference> controller = OwnerReferences.controllerOf(candidate);
            boolean matches = selector.matches(candidate);
            if (controller.isPresent()) {
                if (controller.get().uid().equals(owner.uid())) {
                    if (matches) {
                        owned.add(candidate);
                    } else if (!owner.deleting()) {
                        release(owner, candidate);
                    }
                }
            } else if (matches && !owner.deleting() && !candidate.deleting()) {
                mayAdopt = mayAdopt || stillThere(owner);
                if (mayAdopt) {
                    adopt(owner, candidate).ifPresent(owned::add);
                }
            }
        }
        return owned;
    }

    /** Our view of the owner may be stale, and an adoption by an owner that is gone would delete the object. */
    private boolean stillThere(O owner) throws InterruptedException {
        return client.find(ownerType, owner.key())
                .filter(fresh -> fresh.uid().equals(owner.uid()) && !fresh.deleting())
                .isPresent();
    }

    private Optional<T> adopt(O owner, T orphan) throws InterruptedException {
        ObjectValue reference =
                OwnerReferences.newControllerRef(owner, ownerType).tree();
        ObjectValue change = ObjectValue.of("ownerReferences", ListValue.of(reference), "uid", orphan.uid());
        return patch(
                orphan, finalizers.isEmpty() ? change : change.with("finalizers", ListValue.copyOf(finalizers)), false);
    }

    private void release(O owner, T object) throws InterruptedException {
        ObjectValue removal = ObjectValue.of("$patch", "delete", "uid", owner.uid());
        patch(object, ObjectValue.of("ownerReferences", ListValue.of(removal), "uid", object.uid()), true);
    }

    private Optional<T> patch(T object, ObjectValue metadata, boolean invalidIsFine) throws InterruptedException {
        Patch patch = Patch.strategic(ObjectValue.of("metadata", metadata));
        try {
            return Optional.of(Cause.deciding(
                    invalidIsFine ? "let go of what no longer matches" : "adopt what matches and has no owner",
                    () -> client.patch(type, object.key(), patch, WriteOptions.NONE)));
        } catch (ApiException e) {
            // Gone; or, when releasing, the reference is gone already or another object has the name.
            if (e.is(Reason.NOT_FOUND) || (invalidIsFine && (e.is(Reason.INVALID) || e.is(Reason.CONFLICT)))) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
