package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Figures;
import dev.jukung.bench.Part;
import dev.jukung.bench.load.Load;
import dev.jukung.bench.load.LoadGenerator;
import dev.jukung.bench.load.Protocol;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each kind of request costs, over HTTPS with a client certificate, after warm-up. */
public final class RequestsPart implements Part {
    private static final List<Integer> CLIENTS = List.of(1, 8, 64);

    @Override
    public String name() {
        return "requests";
    }

    /** One line of the report before it is one. */
    private record Cell(Scenario scenario, Protocol protocol, int clients) {}

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        try (ServerProcess server = bench.startServer()) {
            server.awaitReady();
            server.phases();
            LoadGenerator generator = new LoadGenerator(server.access(), server::cpu, bench.clock());
            List<Scenario> scenarios = new ArrayList<>();
            try (HttpApiClient client = server.client()) {
                scenarios.addAll(Scenarios.prepare(client, bench.clock(), CLIENTS.getLast())
                        .singleObjects());
                scenarios.addAll(
                        Scenarios.lists(client, bench.clock(), bench.effort().listed()));
            }
            scenarios.removeIf(scenario -> !bench.selects(scenario.name()));
            for (Scenario scenario : scenarios) {
                scenario.warmUp(bench.effort(), generator);
            }
            Map<Cell, Load> best = new HashMap<>();
            for (int round = 1; round <= bench.effort().rounds(); round++) {
                round(bench, generator, scenarios, best, round == bench.effort().rounds());
            }
        }
    }

    private void round(
            Bench bench, LoadGenerator generator, List<Scenario> scenarios, Map<Cell, Load> best, boolean last)
            throws IOException, InterruptedException {
        for (Scenario scenario : scenarios) {
            for (Protocol protocol : Protocol.values()) {
                for (int clients : CLIENTS) {
                    Cell cell = new Cell(scenario, protocol, clients);
                    Load load = scenario.measure(bench.effort(), generator, protocol, clients);
                    best.merge(cell, load, Load::best);
                    if (last) {
                        add(bench, cell, best.getOrDefault(cell, load));
                    }
                }
            }
        }
    }

    private void add(Bench bench, Cell cell, Load load) {
        String clients = cell.clients() == 1 ? "1 client" : cell.clients() + " clients";
        String value = Figures.number(load.rate()) + "/s, p50 " + Figures.time(load.median()) + ", p99 "
                + Figures.time(load.p99()) + ", CPU " + Figures.number(load.cpuMillisPerRequest()) + " ms";
        bench.add(
                this,
                cell.scenario().name() + ", " + cell.protocol() + ", " + clients,
                value + " (" + load.requests() + " of " + load.bytesPerAnswer() + " bytes)",
                Map.of(
                        "perSecond", load.rate(),
                        "p50Ms", Figures.millis(load.median()),
                        "p99Ms", Figures.millis(load.p99()),
                        "serverCpuMs", load.cpuMillisPerRequest(),
                        "answerBytes", (double) load.bytesPerAnswer()),
                cell.scenario().yardstick());
    }
}
