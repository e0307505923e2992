package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Figures;
import dev.jukung.bench.FirstPod;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.load.LoadGenerator;
import dev.jukung.bench.server.ProcessUsage;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Memory and CPU of a server that has nothing to do: fresh, and after it had much to do. */
public final class IdlePart implements Part {
    private static final Yardstick MEMORY = new Yardstick("under 300 MB", "k3s 500 MB; reference control plane 500 MB");
    private static final Yardstick CPU = new Yardstick("under 0.5 % of a core", "k3s 5 %; reference 3.8 %");
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int TARGETS = 8;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        try (ServerProcess server = bench.startServer()) {
            server.awaitReady();
            server.phases();
            try (HttpApiClient client = server.client()) {
                FirstPod.awaitReady(client, bench.clock());
                bench.clock().sleep(SETTLE);
                idle(bench, server, "an idle cluster with one Pod");
                load(bench, server, client);
            }
            bench.clock().sleep(SETTLE);
            memory(bench, "after a warm load", server.usage());
            server.perform("gc");
            memory(bench, "after a warm load and a collection", server.usage());
            idle(bench, server, "idle after a warm load");
        }
    }

    private void load(Bench bench, ServerProcess server, HttpApiClient client)
            throws IOException, InterruptedException {
        LoadGenerator generator = new LoadGenerator(server.access(), server::cpu, bench.clock());
        Scenarios scenarios = Scenarios.prepare(server, client, TARGETS);
        for (Scenario scenario : scenarios.singleObjects()) {
            scenario.warmUp(bench.effort(), generator);
        }
    }

    private void idle(Bench bench, ServerProcess server, String state) throws IOException, InterruptedException {
        Duration before = server.cpu();
        long start = bench.clock().nanos();
        bench.clock().sleep(bench.effort().idle());
        double percent =
                100.0 * server.cpu().minus(before).toNanos() / (bench.clock().nanos() - start);
        bench.add(
                this,
                "CPU, " + state,
                Figures.number(percent) + " % of a core over "
                        + Figures.time(bench.effort().idle()),
                Map.of("percentOfCore", percent),
                CPU);
        memory(bench, state, server.usage());
    }

    private void memory(Bench bench, String state, ProcessUsage usage) {
        double resident = usage.residentKib() / 1024.0;
        double proportional = usage.proportionalKib() / 1024.0;
        bench.add(
                this,
                "memory, " + state,
                "RSS " + Figures.number(resident) + " MiB, PSS " + Figures.number(proportional) + " MiB",
                Map.of("rssMiB", resident, "pssMiB", proportional),
                MEMORY);
    }
}
