package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bug is caught in few places, and each of them reports it. ArchUnit does not see what a catch names, so this reads the
 * sources.
 */
final class BroadCatchTest {
    private static final Pattern CATCH =
            Pattern.compile("\\bcatch\\s*\\(\\s*(?:final\\s+)?([\\w.|\\s]+?)\\s+\\w+\\s*\\)");
    private static final Set<String> BROAD = Set.of("Exception", "RuntimeException", "Throwable", "Error");

    /** Each with the reason why it may. */
    private static final Set<String> ALLOWED = Set.of(
            // The edges of a thread or of a request: a bug there is reported to Faults, and the rest goes on.
            "http.Dispatcher",
            "apiserver.rest.Filters",
            "runtime.ControllerLoop",
            "runtime.Informer",
            "runtime.EventRecorder",
            "runtime.LeaderElection",
            "scheduler.Scheduler",
            "store.GroupCommitter",
            "store.EtcdFeed",
            "apiserver.ApiServer", // as an observer of the store, which would stop
            "kubelet.node.NodeReporter",
            "kubelet.pod.PodWorker",
            "kubelet.pod.PodStatusWriter",
            "kubelet.pod.PodOperations",
            "kubelet.pod.VolumeSetup",
            "kubelet.probes.ContainerProbe",
            "kubelet.server.LogRotation",
            "kubelet.staticpods.StaticPods",
            "network.ServiceProxy",
            "network.NodeRoutes",
            "dns.Forwarder",
            // Closing what was started before the failure, which is then thrown on.
            "kubelet.cri.Containerd",
            "network.PodNetwork",
            "cluster.Closing",
            // A failed start becomes a line that a user understands, or is thrown on.
            "cluster.Cluster",
            // AutoCloseable.close, Netty's bind and method handles throw anything.
            "kubelet.Kubelet",
            "kubelet.volumes.Mounts",
            "dns.DnsServer");

    @Test
    void bugsAreCaughtOnlyWhereTheyAreReported() {
        List<String> broad = Checkout.find().mainSources().stream()
                .filter(file -> catchesAnything(Checkout.read(file)))
                .map(BroadCatchTest::className)
                .sorted()
                .toList();

        assertThat(ALLOWED).as("classes that catch Exception or more").containsAll(broad);
    }

    private static boolean catchesAnything(String source) {
        return CATCH.matcher(source)
                .results()
                .flatMap(match -> Arrays.stream(match.group(1).split("\\|")))
                .map(type -> type.strip().replace("java.lang.", ""))
                .anyMatch(BROAD::contains);
    }

    private static String className(Path file) {
        String path = file.toString().replace('\\', '/');
        String name = path.substring(path.indexOf("src/main/java/") + "src/main/java/".length());
        return name.replace(".java", "").replace('/', '.').replace("dev.jukung.", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "catch (Exception e)",
                "catch (final RuntimeException e)",
                "catch (RuntimeException | Error bug)",
                "catch (IOException\n  | java.lang.Throwable _)"
            })
    void aBroadCatchIsSeen(String source) {
        assertThat(catchesAnything(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"catch (IOException e)", "catch (ApiException | ExecutionException e)", "catching(Error e)"})
    void aNarrowOneIsNot(String source) {
        assertThat(catchesAnything(source)).isFalse();
    }
}
