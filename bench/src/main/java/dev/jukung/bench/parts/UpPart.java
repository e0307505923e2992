package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.FirstPod;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.server.Clients;
import dev.jukung.bench.server.JukungCommand;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a user waits for: {@code ./jukung up} on a built tree until it returns, and until a first simulated Pod is Ready. */
public final class UpPart implements Part {
    private static final Yardstick RETURNED = new Yardstick("1 s", "k3d 20 s, kind 33 s, minikube 51 s");
    private static final Yardstick POD = new Yardstick("3 s, with DNS", "first ServiceAccount of kube-apiserver 8 s");
    private static final String NAME = "bench";

    @Override
    public String name() {
        return "up";
    }

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        Optional<JukungCommand> found = JukungCommand.find(bench.folder("up"));
        if (found.isEmpty()) {
            bench.add(this, "./jukung up", "not measured: not started by ./jukung bench", Map.of(), RETURNED);
            return;
        }
        JukungCommand jukung = found.get();
        jukung.run("version"); // builds the tree and makes the start-up cache, if that is still to be done
        List<Duration> returned = new ArrayList<>();
        List<Duration> ready = new ArrayList<>();
        for (int i = 0; i < bench.effort().starts(); i++) {
            long start = bench.clock().nanos();
            try {
                jukung.run("up", "--name", NAME, "--runtime", "sim", "--port", Integer.toString(bench.freePort()));
                returned.add(Duration.ofNanos(bench.clock().nanos() - start));
                try (HttpApiClient client = Clients.of(jukung.access(), bench.clock())) {
                    FirstPod.awaitReady(client, bench.clock());
                    ready.add(Duration.ofNanos(bench.clock().nanos() - start));
                }
            } finally {
                jukung.run("down", "--name", NAME);
            }
        }
        bench.add(this, "./jukung up, until it returns", returned, RETURNED);
        bench.add(this, "./jukung up, until the first simulated Pod is Ready", ready, POD);
    }
}
