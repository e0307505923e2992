package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/** What {@code conformance/faults} runs. */
public final class Main {
    private static final int FOUND = 1;
    private static final int USAGE_ERROR = 2;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, GeneralSecurityException {
        FaultOptions options;
        try {
            options = FaultOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(USAGE_ERROR);
            return;
        }
        Path folder = Files.createTempDirectory("jukung-faults");
        System.err.println("logs and data are in " + folder);
        SystemClock clock = new SystemClock();
        FaultRun.Seen seen;
        try (FaultCluster cluster = cluster(options, folder, clock);
                FaultRun run = new FaultRun(cluster, options.seed(), clock)) {
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close)); // when it is interrupted
            seen = run.run(options.length());
        }
        FaultReport report = FaultReport.of(seen, options);
        System.out.print(report.figures());
        System.out.println(report.wrong().isEmpty() ? "nothing is wrong" : "wrong:");
        report.wrong().forEach(System.out::println);
        System.exit(report.wrong().isEmpty() ? 0 : FOUND);
    }

    private static FaultCluster cluster(FaultOptions options, Path folder, Clock clock)
            throws IOException, InterruptedException, GeneralSecurityException {
        return switch (options.storage()) {
            case ETCD -> EtcdFaultCluster.prepare(options.programs().resolve("etcd"), folder, clock);
            case EMBEDDED -> EmbeddedFaultCluster.prepare(folder, clock);
        };
    }
}
