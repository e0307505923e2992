package dev.jukung.controllers.pods;

import dev.jukung.base.Cause;
import dev.jukung.model.KubeObject;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Reason;
import java.util.List;

/** Creates and deletes the pods of an owner and tells so with events on the owner: Kubernetes' {@code RealPodControl}. */
public final class PodWrites {
    /** Kubernetes cuts the owner's name there, so that a suffix fits in. */
    private static final int PREFIX_LENGTH_MAX = 252;

    private final ApiClient client;
    private final EventRecorder events;

    public PodWrites(ApiClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** The pod of a template: labels, annotations, finalizers and spec of the template, named after its owner. */
    public static Pod fromTemplate(PodTemplateSpec template, KubeObject owner, OwnerReference reference) {
        String prefix = owner.name() + "-";
        ObjectMeta metadata = ObjectMeta.EMPTY
                .withNamespace(owner.namespace())
                .withGenerateName(prefix.length() > PREFIX_LENGTH_MAX ? owner.name() : prefix)
                .withOwnerReferences(List.of(reference));
        ObjectMeta given = template.metadata();
        if (!given.labels().isEmpty()) {
            metadata = metadata.withLabels(given.labels());
        }
        if (!given.annotations().isEmpty()) {
            metadata = metadata.withAnnotations(given.annotations());
        }
        if (!given.finalizers().isEmpty()) {
            metadata = metadata.withFinalizers(given.finalizers());
        }
        return Pod.EMPTY.withMetadata(metadata).withSpec(template.spec());
    }

    /** @throws ApiException when refused; the owner's event says so, unless the namespace is being deleted */
    public Pod create(Pod pod, KubeObject owner) throws InterruptedException {
        try {
            Pod created =
                    Cause.deciding("create a missing pod of " + owner.name(), () -> client.create(Resources.PODS, pod));
            events.normal(owner, "SuccessfulCreate", "Created pod: " + created.name());
            return created;
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating")) {
                events.warning(owner, "FailedCreate", "Error creating: " + e.getMessage());
            }
            throw e;
        }
    }

    /**
     * A pod that is gone already counts as deleted.
     *
     * @return whether the informer is going to tell of it: not if the pod was gone already
     */
    public boolean delete(Pod pod, KubeObject owner) throws InterruptedException {
        try {
            Cause.doing(
                    "delete a pod that " + owner.name() + " has no use for",
                    () -> client.delete(Resources.PODS, pod.key(), DeleteOptions.NONE.onlyUid(pod.uid())));
            events.normal(owner, "SuccessfulDelete", "Deleted pod: " + pod.name());
            return true;
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND) || e.is(Reason.CONFLICT)) {
                return false; // gone, or another pod has its name now
            }
            events.warning(owner, "FailedDelete", "Error deleting: " + e.getMessage());
            throw e;
        }
    }
}
