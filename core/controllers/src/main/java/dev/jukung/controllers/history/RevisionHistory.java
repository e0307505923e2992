package dev.jukung.controllers.history;

import dev.jukung.base.Cause;
import dev.jukung.controllers.pods.Claims;
import dev.jukung.model.KubeObject;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ControllerRevisions in which an owner keeps what its template was: Kubernetes' {@code controller/history}. It keeps
 * nothing itself.
 *
 * @param <O> the owner
 */
public final class RevisionHistory<O extends KubeObject> {
    /** Kubernetes cuts the owner's name there. */
    private static final int PREFIX_LENGTH_MAX = 223;
    /** How often another name is tried when somebody else's revision has it; then the next attempt of the loop goes on. */
    private static final int COLLISIONS_MAX = 10;

    private static final Comparator<ControllerRevision> ORDER = Comparator.comparing(ControllerRevision::revision)
            .thenComparing(revision -> revision.metadata().creationTimestamp().orElse(Instant.MAX))
            .thenComparing(ControllerRevision::name);

    private final ApiClient client;
    private final ResourceType<O> ownerType;
    private final Lister<ControllerRevision> revisions;
    private final Claims<O, ControllerRevision> claims;
    private final String hashLabel;

    /** @param hashLabel where a revision says its hash */
    public RevisionHistory(
            ApiClient client, ResourceType<O> ownerType, Lister<ControllerRevision> revisions, String hashLabel) {
        this.client = client;
        this.ownerType = ownerType;
        this.revisions = revisions;
        this.hashLabel = hashLabel;
        claims = new Claims<>(client, ownerType, Resources.CONTROLLERREVISIONS);
    }

    /** What an owner's template is now. */
    public record Template(ObjectValue data, Map<String, String> labels, Map<String, String> annotations) {
        /** As a patch that brings the owner back to it. */
        public static Template of(PodTemplateSpec template, KubeObject owner) {
            return new Template(
                    ObjectValue.of(
                            "spec", ObjectValue.of("template", template.tree().with("$patch", "replace"))),
                    template.metadata().labels(),
                    owner.metadata().annotations());
        }
    }

    /** @param collisions how many names were taken, for the owner's status */
    public record Latest(ControllerRevision revision, int collisions) {}

    /** The owner's revisions, orphans that it adopts included, the oldest first. */
    public List<ControllerRevision> of(O owner, Selector selector) throws InterruptedException {
        List<ControllerRevision> candidates = new ArrayList<>();
        for (ControllerRevision revision : revisions.in(owner.namespace())) {
            boolean ours = OwnerReferences.isControlledBy(revision, owner);
            if (selector.matches(revision)
                    && (ours || OwnerReferences.controllerOf(revision).isEmpty())) {
                candidates.add(revision);
            }
        }
        return claims.claim(owner, selector, candidates).stream().sorted(ORDER).toList();
    }

    /**
     * The revision of the template as it is now: the newest one, an older one that becomes the newest, or one that is made.
     *
     * @param known the owner's revisions, the oldest first
     * @param collisions how many names have been taken so far
     */
    public Latest latest(O owner, Template template, List<ControllerRevision> known, int collisions)
            throws InterruptedException {
        Optional<ControllerRevision> equal = known.stream()
                .filter(revision -> isOf(revision, template.data()))
                .reduce((_, later) -> later);
        long next = known.isEmpty() ? 1 : known.getLast().revision() + 1;
        if (equal.isEmpty()) {
            return create(owner, template, next, collisions);
        }
        ControllerRevision found = equal.get();
        return new Latest(found.equals(known.getLast()) ? found : renumbered(found, next), collisions);
    }

    private static boolean isOf(ControllerRevision revision, ObjectValue data) {
        return revision.data().filter(data::equals).isPresent();
    }

    private ControllerRevision renumbered(ControllerRevision revision, long number) throws InterruptedException {
        return Cause.deciding(
                "go back to an earlier template",
                () -> client.update(Resources.CONTROLLERREVISIONS, revision.withRevision(number)));
    }

    private Latest create(O owner, Template template, long number, int collisions) throws InterruptedException {
        int collided = collisions;
        for (int i = 0; i < COLLISIONS_MAX; i++) {
            ControllerRevision wanted = revision(owner, template, number, collided);
            try {
                return new Latest(
                        Cause.deciding(
                                "keep a template of " + owner.name(),
                                () -> client.create(Resources.CONTROLLERREVISIONS, wanted)),
                        collided);
            } catch (ApiException e) {
                if (!e.is(Reason.ALREADY_EXISTS)) {
                    throw e;
                }
                ControllerRevision there = client.get(Resources.CONTROLLERREVISIONS, wanted.key());
                if (isOf(there, template.data())) {
                    return new Latest(there, collided); // made and not seen yet, or left behind and not adopted yet
                }
                collided++;
            }
        }
        throw new ApiException(Reason.CONFLICT, "no name is free for a revision of " + owner.key());
    }

    private ControllerRevision revision(O owner, Template template, long number, int collisions) {
        String hash = Hashes.of(template.data(), "#" + collisions);
        String prefix = owner.name().substring(0, Math.min(owner.name().length(), PREFIX_LENGTH_MAX));
        Map<String, String> labels = new TreeMap<>(template.labels());
        labels.put(hashLabel, hash);
        ObjectMeta metadata = ControllerRevision.named(owner.namespace(), prefix + "-" + hash)
                .metadata()
                .withLabels(labels)
                .withOwnerReferences(List.of(OwnerReferences.newControllerRef(owner, ownerType)));
        return ControllerRevision.EMPTY
                .withMetadata(
                        template.annotations().isEmpty() ? metadata : metadata.withAnnotations(template.annotations()))
                .withData(template.data())
                .withRevision(number);
    }

    /** Deletes the oldest of those that nobody uses beyond the limit. */
    public void truncate(List<ControllerRevision> known, Set<String> used, int limit) throws InterruptedException {
        List<ControllerRevision> unused = known.stream()
                .filter(revision -> !used.contains(revision.name()))
                .toList();
        for (ControllerRevision revision : unused.subList(0, Math.max(0, unused.size() - limit))) {
            try {
                Cause.doing(
                        "forget an old template",
                        () -> client.delete(
                                Resources.CONTROLLERREVISIONS,
                                revision.key(),
                                DeleteOptions.NONE.onlyUid(revision.uid())));
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                    throw e; // otherwise it is gone already
                }
            }
        }
    }
}
