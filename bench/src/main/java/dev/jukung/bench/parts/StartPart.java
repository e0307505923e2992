package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Figures;
import dev.jukung.bench.FirstPod;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.server.ReferenceServer;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From the start of the server's process, with an empty store, until its API is ready and until a first Pod (simulated) is
 * Ready; with the start-up cache and without.
 */
public final class StartPart implements Part {
    private static final Yardstick READY = new Yardstick("1 s", "bare kube-apiserver 2.2-3.2 s; k3d 20 s, kind 33 s");
    private static final Yardstick POD = new Yardstick("3 s, with DNS", "first ServiceAccount 8 s");

    @Override
    public String name() {
        return "start";
    }

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        List<Duration> reference = reference(bench);
        Optional<Path> cache = bench.startupCache();
        if (cache.isPresent()) {
            measure(bench, "with the start-up cache", cache, reference);
        }
        measure(bench, "without a start-up cache", Optional.empty(), reference);
    }

    /** Empty where there is no reference. Its etcd runs before, and its time does not count. */
    private List<Duration> reference(Bench bench) throws IOException, InterruptedException {
        List<Duration> ready = new ArrayList<>();
        for (int i = 0; i < bench.effort().starts(); i++) {
            Optional<ReferenceServer> reference = bench.startReference();
            if (reference.isEmpty()) {
                return List.of();
            }
            try (ReferenceServer server = reference.get()) {
                ready.add(server.awaitReady());
            }
        }
        bench.add(this, "kube-apiserver ready, its etcd running before", ready, Yardstick.NONE);
        return ready;
    }

    private void measure(Bench bench, String how, Optional<Path> cache, List<Duration> reference)
            throws IOException, InterruptedException {
        List<Duration> ready = new ArrayList<>();
        List<Duration> pod = new ArrayList<>();
        String phases = "";
        for (int i = 0; i < bench.effort().starts(); i++) {
            try (ServerProcess server = bench.startServer(cache)) {
                ready.add(server.awaitReady());
                try (HttpApiClient client = server.client()) {
                    FirstPod.awaitReady(client, bench.clock());
                    pod.add(server.sinceStart());
                }
                phases = server.phases();
            }
        }
        bench.add(this, "API ready, " + how, ready, reference.isEmpty() ? READY : besides(reference, ready));
        bench.add(this, "first simulated Pod Ready, " + how, pod, POD);
        bench.add(this, "the last start, ms since the JVM began", phases, Map.of(), Yardstick.NONE);
    }

    private static Yardstick besides(List<Duration> reference, List<Duration> ready) {
        Duration other = Figures.median(reference);
        return new Yardstick(
                "half of the reference",
                "same run: median " + Figures.time(other) + ", "
                        + Figures.times(Figures.millis(other), Figures.millis(Figures.median(ready))));
    }
}
