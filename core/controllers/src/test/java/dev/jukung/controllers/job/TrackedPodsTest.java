package dev.jukung.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.job.TrackedPods.Seen;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.JobSpec;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.testing.TestServer;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The moments between the removal of a finalizer and the informer's telling of it. */
class TrackedPodsTest {
    private static final ObjectKey JOB = ObjectKey.of("default", "sum");

    private TestServer server;
    private ApiClient client;
    private TrackedPods tracked;
    private Pod ended;

    @BeforeEach
    void anEndedPodIsReleased() throws InterruptedException {
        server = TestServer.start();
        client = server.admin();
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        Pod pod = client.create(Resources.PODS, new Pod((ObjectValue) Yaml.parse("""
                apiVersion: v1
                kind: Pod
                metadata: {name: sum-1, namespace: default, finalizers: [batch.kubernetes.io/job-tracking]}
                spec: {restartPolicy: Never, containers: [{name: main, image: "sum:1"}]}
                """)));
        ended = client.updateStatus(Resources.PODS, pod.withStatus(pod.status().withPhase("Succeeded")));
        tracked = new TrackedPods(client);
        assertThat(tracked.release(JOB, List.of(ended))).containsExactly(ended.uid());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The Job has counted the end of the pod already. */
    private static JobState state(Seen seen) {
        Job job = Job.named("default", "sum").withSpec(JobSpec.EMPTY.withCompletions(2));
        return JobState.of(job, seen.pods(), seen.released(), FailureDelay.NONE);
    }

    @Test
    void aPodIsNotCountedAgainWhileTheInformerIsBehind() {
        Seen seen = tracked.see(JOB, () -> List.of(ended));

        assertThat(state(seen).newlySucceeded()).isEmpty();
    }

    @Test
    void aPodIsNotCountedAgainWhenTheInformerShowsItsReleaseWhileThePodsAreRead() {
        Seen seen = tracked.see(JOB, () -> {
            List<Pod> before = List.of(ended);
            tracked.observed(JOB, ended.uid());
            return before;
        });

        assertThat(state(seen).newlySucceeded()).isEmpty();
    }

    @Test
    void whatTheInformerHasShownIsForgotten() throws InterruptedException {
        Pod released = client.get(Resources.PODS, ended.key());
        tracked.observed(JOB, ended.uid());

        Seen seen = tracked.see(JOB, () -> List.of(released));

        assertThat(seen.released()).isEmpty();
        assertThat(state(seen).newlySucceeded()).isEmpty();
    }

    @Test
    void nothingIsKeptOfAJobThatIsGone() {
        tracked.forget(JOB);

        assertThat(tracked.see(JOB, List::of).released()).isEmpty();
    }
}
