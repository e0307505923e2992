package dev.jukung.kubelet.pod;

import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** How the API is told how pods are. Blocking; throws ApiException when it refuses. */
public interface PodApi {
    /** Pods as they are at the API. */
    static PodApi of(ApiClient client) {
        return new PodApi() {
            @Override
            public Optional<Pod> patchStatus(Pod pod, ObjectValue patch) throws InterruptedException {
                return Optional.of(client.patch(
                        Resources.PODS,
                        pod.key(),
                        Patch.merge(patch),
                        WriteOptions.NONE.withSubresource("status").withFieldManager("kubelet", false)));
            }

            @Override
            public void delete(Pod pod) throws InterruptedException {
                client.delete(Resources.PODS, pod.key(), DeleteOptions.grace(0).onlyUid(pod.uid()));
            }

            @Override
            public Optional<Pod> find(Pod pod) throws InterruptedException {
                return client.find(Resources.PODS, pod.key())
                        .filter(found -> found.uid().equals(pod.uid()));
            }
        };
    }

    /** Gives the pod as it is then; empty when the API cannot show it yet, which is no failure. */
    Optional<Pod> patchStatus(Pod pod, ObjectValue patch) throws InterruptedException;

    /** Removes the pod, with this uid only. */
    void delete(Pod pod) throws InterruptedException;

    /** The pod with this uid as it is now. */
    Optional<Pod> find(Pod pod) throws InterruptedException;
}
