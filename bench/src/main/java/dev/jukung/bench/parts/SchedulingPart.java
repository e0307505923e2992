package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Effort;
import dev.jukung.bench.Figures;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** How many pods a second get their node, in a cluster of many nodes (objects only, no kubelets), creating them included. */
public final class SchedulingPart implements Part {
    private static final Yardstick RATE =
            new Yardstick("5,000/s for 10,000 pods on 5,000 nodes", "680-810/s (kube-scheduler's own benchmark)");

    @Override
    public String name() {
        return "scheduling";
    }

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        Effort effort = bench.effort();
        try (ServerProcess server = bench.startServer()) {
            server.awaitReady();
            server.phases();
            Duration before = server.cpu();
            String[] millis = server.perform("schedule " + effort.nodes() + " " + effort.pods())
                    .split(" ");
            Duration cpu = server.cpu().minus(before);
            double made = Long.parseLong(millis[1]) / 1000.0;
            double bound = Long.parseLong(millis[2]) / 1000.0;
            double rate = effort.pods() / bound;
            bench.add(
                    this,
                    effort.pods() + " pods on " + effort.nodes() + " nodes",
                    Figures.number(rate) + " pods/s: created in " + Figures.number(made) + " s, bound in "
                            + Figures.number(bound) + " s; server CPU " + Figures.time(cpu)
                            + " with the nodes, made in "
                            + Figures.time(Duration.ofMillis(Long.parseLong(millis[0]))),
                    Map.of("podsPerSecond", rate, "createdSeconds", made, "boundSeconds", bound),
                    RATE);
        }
    }
}
