package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerRuntimeContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** CRI against the real containerd. */
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
class CriRuntimeTest extends ContainerRuntimeContract {
    private static ContainerdForTests containerd;

    @BeforeAll
    static void start() throws InterruptedException {
        containerd = ContainerdForTests.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        containerd.close();
    }

    @Override
    protected ContainerRuntime runtime() {
        return containerd.containerd().runtime();
    }

    @Override
    protected String serverImage() {
        return ContainerdForTests.BUSYBOX;
    }

    @Override
    protected Map<String, String> endingPod() {
        return Map.of();
    }

    @Override
    protected List<String> endingCommand() {
        return List.of("sh", "-c", "exit 3");
    }
}
