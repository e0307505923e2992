package dev.jukung.bench.parts;

import dev.jukung.bench.Bench;
import dev.jukung.bench.Figures;
import dev.jukung.bench.Objects;
import dev.jukung.bench.Part;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.server.MeasuredServer;
import dev.jukung.bench.server.ReferenceServer;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The memory of a server that has stored many Pods, right after they were created. */
public final class MemoryPart implements Part {
    private static final String NAMESPACE = "bench-memory";
    private static final Yardstick MEMORY = new Yardstick("a third of the reference", "");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void measure(Bench bench) throws IOException, InterruptedException {
        int pods = bench.effort().pods();
        Map<String, Double> numbers = new HashMap<>();
        double resident;
        try (ServerProcess server = bench.startServer()) {
            resident = resident(server, pods);
        }
        numbers.put("rssMiB", resident);
        Yardstick yardstick = MEMORY;
        Optional<ReferenceServer> reference = bench.startReference();
        if (reference.isPresent()) {
            try (ReferenceServer server = reference.get()) {
                double other = resident(server, pods);
                numbers.put("referenceRssMiB", other);
                yardstick = MEMORY.measured("same run: RSS " + Figures.number(other) + " MiB without etcd, "
                        + Figures.times(other, resident));
            }
        }
        bench.add(
                this,
                "memory with " + pods + " Pods stored",
                "RSS " + Figures.number(resident) + " MiB",
                numbers,
                yardstick);
    }

    private static double resident(MeasuredServer server, int pods) throws IOException, InterruptedException {
        server.awaitReady();
        try (HttpApiClient client = server.client()) {
            client.create(Resources.NAMESPACES, new Namespace(Objects.namespace(NAMESPACE)));
            server.prepareForPods(client, NAMESPACE);
            Populate.pods(client, NAMESPACE, pods);
        }
        return server.usage().residentKib() / 1024.0;
    }
}
