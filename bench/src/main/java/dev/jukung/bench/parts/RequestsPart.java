package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Figures;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.load.Load;
import dev.jukung.bench.load.LoadGenerator;
import dev.jukung.bench.load.Protocol;
import dev.jukung.bench.server.MeasuredServer;
import dev.jukung.bench.server.ReferenceServer;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each kind of request costs, over HTTPS with a client certificate, after warm-up. Where the reference is measured too, each
 * load goes to one server and at once to the other, so that what else the machine does meets both.
 */
public final class RequestsPart implements Part {
    private static final List<Integer> CLIENTS = List.of(1, 8, 64);

    @Override
    public String name() {
        return "requests";
    }

    /** What is sent to one server; the scenarios of all sides are the same, in the same order. */
    private record Side(LoadGenerator generator, List<Scenario> scenarios) {}

    /** One line of the report before it is one. */
    private record Cell(int scenario, Protocol protocol, int clients) {}

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        ServerProcess server = bench.startProfiledServer();
        try (server) {
            Optional<ReferenceServer> reference = bench.startReference();
            try {
                List<Side> sides = new ArrayList<>();
                sides.add(side(bench, server));
                server.phases();
                if (reference.isPresent()) {
                    sides.add(side(bench, reference.get()));
                }
                measure(bench, sides);
            } finally {
                reference.ifPresent(ReferenceServer::close);
            }
        }
        server.profile().ifPresent(profile -> profile.lines()
                .forEach(line -> bench.add(this, "of the server's CPU time", line, Map.of(), Yardstick.NONE)));
    }

    private static Side side(Bench bench, MeasuredServer server) throws IOException, InterruptedException {
        server.awaitReady();
        LoadGenerator generator = new LoadGenerator(server.access(), server::cpu, bench.clock());
        List<Scenario> scenarios = new ArrayList<>();
        try (HttpApiClient client = server.client()) {
            scenarios.addAll(
                    Scenarios.prepare(server, client, CLIENTS.getLast()).singleObjects());
            scenarios.addAll(Scenarios.lists(server, client, bench.effort().listed()));
        }
        scenarios.removeIf(scenario -> !bench.selects(scenario.name()));
        for (Scenario scenario : scenarios) {
            scenario.warmUp(bench.effort(), generator);
        }
        return new Side(generator, scenarios);
    }

    private void measure(Bench bench, List<Side> sides) throws IOException, InterruptedException {
        Map<Cell, List<Load>> best = new HashMap<>();
        for (int round = 1; round <= bench.effort().rounds(); round++) {
            for (int scenario = 0; scenario < sides.getFirst().scenarios().size(); scenario++) {
                for (Protocol protocol : Protocol.values()) {
                    for (int clients : CLIENTS) {
                        Cell cell = new Cell(scenario, protocol, clients);
                        best.merge(cell, loads(bench, sides, cell), RequestsPart::best);
                        if (round == bench.effort().rounds()) {
                            add(
                                    bench,
                                    sides.getFirst().scenarios().get(scenario),
                                    cell,
                                    best.getOrDefault(cell, List.of()));
                        }
                    }
                }
            }
        }
    }

    private static List<Load> loads(Bench bench, List<Side> sides, Cell cell) throws IOException, InterruptedException {
        List<Load> loads = new ArrayList<>();
        for (Side side : sides) {
            loads.add(side.scenarios()
                    .get(cell.scenario())
                    .measure(bench.effort(), side.generator(), cell.protocol(), cell.clients()));
        }
        return loads;
    }

    private static List<Load> best(List<Load> some, List<Load> others) {
        List<Load> best = new ArrayList<>();
        for (int side = 0; side < some.size(); side++) {
            best.add(some.get(side).best(others.get(side)));
        }
        return best;
    }

    private void add(Bench bench, Scenario scenario, Cell cell, List<Load> loads) {
        String clients = cell.clients() == 1 ? "1 client" : cell.clients() + " clients";
        Load load = loads.getFirst();
        Map<String, Double> numbers = new HashMap<>();
        numbers(numbers, "", load);
        Yardstick yardstick = scenario.yardstick();
        if (loads.size() > 1) {
            Load reference = loads.getLast();
            numbers(numbers, "reference", reference);
            yardstick = yardstick.measured("same run: " + figures(reference) + "; CPU "
                    + Figures.times(reference.cpuMillisPerRequest(), load.cpuMillisPerRequest()) + ", rate "
                    + Figures.times(load.rate(), reference.rate()));
        }
        bench.add(
                this,
                scenario.name() + ", " + cell.protocol() + ", " + clients,
                figures(load) + " (" + load.requests() + " of " + load.bytesPerAnswer() + " bytes)",
                numbers,
                yardstick);
    }

    private static String figures(Load load) {
        return Figures.number(load.rate()) + "/s, p50 " + Figures.time(load.median()) + ", p99 "
                + Figures.time(load.p99()) + ", CPU " + Figures.number(load.cpuMillisPerRequest()) + " ms";
    }

    private static void numbers(Map<String, Double> numbers, String whose, Load load) {
        numbers.put(named(whose, "perSecond"), load.rate());
        numbers.put(named(whose, "p50Ms"), Figures.millis(load.median()));
        numbers.put(named(whose, "p99Ms"), Figures.millis(load.p99()));
        numbers.put(named(whose, "serverCpuMs"), load.cpuMillisPerRequest());
        numbers.put(named(whose, "answerBytes"), (double) load.bytesPerAnswer());
    }

    /** {@code perSecond}, {@code referencePerSecond}. */
    private static String named(String whose, String figure) {
        return whose.isEmpty() ? figure : whose + Character.toUpperCase(figure.charAt(0)) + figure.substring(1);
    }
}
