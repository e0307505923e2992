package dev.jukung.kubelet.sim;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerRuntimeContract;
import dev.jukung.kubelet.container.RuntimeConfigs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The simulated runtime keeps the contract of the real ones. */
class SimulatedRuntimeTest extends ContainerRuntimeContract {
    private final SimulatedRuntime runtime =
            new SimulatedRuntime("10.42.0.0/24", new SystemClock(), new Randomness(new Random(1)));

    @Override
    protected ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    protected String serverImage() {
        try {
            runtime.images().pull("registry.example.com/app:1", Optional.empty(), RuntimeConfigs.pod(Map.of()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return "registry.example.com/app:1";
    }

    @Override
    protected Map<String, String> endingPod() {
        return Map.of("sim.jukung.dev/exit-after", "10ms", "sim.jukung.dev/exit-code", "3");
    }

    @Override
    protected List<String> endingCommand() {
        return List.of();
    }
}
