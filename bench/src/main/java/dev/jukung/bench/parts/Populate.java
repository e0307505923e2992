package dev.jukung.bench.parts;

import dev.jukung.bench.Objects;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Fills a namespace. */
final class Populate {
    private static final int WRITERS = 16;

    private Populate() {}

    static void pods(ApiClient client, String namespace, int count) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        client.create(
                                Resources.PODS, new Pod(Objects.pod(namespace, "pod-" + i, Objects.NO_SCHEDULER, i)));
                    }
                    return true;
                }));
            }
            for (Future<Boolean> writer : writers) {
                writer.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the namespace " + namespace + " could not be filled", e.getCause());
        }
    }
}
