package dev.jukung.bench;

import dev.jukung.base.SystemClock;
import dev.jukung.bench.parts.IdlePart;
import dev.jukung.bench.parts.MemoryPart;
import dev.jukung.bench.parts.RequestsPart;
import dev.jukung.bench.parts.SchedulingPart;
import dev.jukung.bench.parts.StartPart;
import dev.jukung.bench.parts.UpPart;
import dev.jukung.bench.parts.WatchPart;
import dev.jukung.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What {@code ./jukung bench} runs: measures part after part and prints one table. */
public final class Main {
    private static final int USAGE_ERROR = 2;

    /** In the order they run. A further part is a line here. */
    private static final List<Part> PARTS = List.of(
            new UpPart(),
            new StartPart(),
            new IdlePart(),
            new RequestsPart(),
            new WatchPart(),
            new MemoryPart(),
            new SchedulingPart());

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        List<String> known = PARTS.stream().map(Part::name).toList();
        Options options;
        try {
            options = Options.parse(List.of(arguments), known);
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.err.print(Options.USAGE.formatted(String.join(", ", known)));
            System.exit(USAGE_ERROR);
            return;
        }
        if (options.jmh().isPresent()) {
            new Runner(new OptionsBuilder().include(options.jmh().get()).build()).run();
        } else {
            measure(options);
        }
    }

    private static void measure(Options options) throws IOException, InterruptedException {
        Report report = new Report(Machine.read());
        Effort effort = options.quick() ? Effort.QUICK : Effort.FULL;
        Path folder = Files.createTempDirectory("jukung-bench");
        try (Bench bench = new Bench(folder, new SystemClock(), effort, report, options)) {
            for (Part part : PARTS) {
                if (options.measures(part.name())) {
                    System.err.println("measuring " + part.name());
                    part.measure(bench);
                }
            }
        }
        if (options.json()) {
            System.out.println(Json.pretty(report.json(), 2));
        } else {
            report.printText(System.out);
        }
    }
}
