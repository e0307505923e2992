package dev.jukung.testkit;

import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.runtime.ApiClient;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Prints how long the first cluster of a process takes, and the forks after it. To be run alone, in a fresh JVM. */
final class StartupTimes {
    private static final int FORKS = 200;
    private static final int SHOWN = 5;

    private StartupTimes() {}

    public static void main(String[] args) throws Exception {
        long jvm = ManagementFactory.getRuntimeMXBean().getUptime();
        long start = System.nanoTime();
        try (Cluster base = Cluster.inMemory()) {
            System.out.printf("first cluster: %d ms (JVM and class path before: %d ms)%n", millis(start), jvm);
            start = System.nanoTime();
            deploy(base);
            System.out.printf("first Deployment until its three Pods are Ready: %d ms%n", millis(start));
            start = System.nanoTime();
            base.kubeconfig();
            System.out.printf("first HTTPS port and kubeconfig: %d ms%n", millis(start));
            forks(base);
        }
    }

    private static void forks(Cluster base) throws InterruptedException {
        List<Double> forks = new ArrayList<>();
        List<Double> closes = new ArrayList<>();
        for (int i = 0; i < FORKS; i++) {
            long start = System.nanoTime();
            Cluster fork = base.fork();
            forks.add((System.nanoTime() - start) / 1e6);
            start = System.nanoTime();
            fork.close();
            closes.add((System.nanoTime() - start) / 1e6);
        }
        System.out.printf("first %d forks: %s ms%n", SHOWN, rounded(forks.subList(0, SHOWN)));
        System.out.printf(
                "forks after %d: median %.1f ms, worst tenth from %.1f ms%n",
                FORKS / 2, later(forks, 0.5), later(forks, 0.9));
        System.out.printf("closing them: median %.1f ms%n", later(closes, 0.5));
    }

    private static double later(List<Double> times, double part) {
        List<Double> sorted = new ArrayList<>(times.subList(times.size() / 2, times.size()));
        Collections.sort(sorted);
        return sorted.get((int) (part * sorted.size()));
    }

    private static List<String> rounded(List<Double> times) {
        return times.stream().map(time -> "%.1f".formatted(time)).toList();
    }

    private static long millis(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static void deploy(Cluster cluster) throws InterruptedException {
        ApiClient client = cluster.client();
        client.create(Resources.DEPLOYMENTS, new Deployment((ObjectValue) Yaml.parse("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: default}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nginx}]}
                """)));
        cluster.settle();
        long ready = client.list(Resources.DEPLOYMENTS, ApiClient.ListQuery.in("default")).items().stream()
                .mapToLong(deployment -> deployment.status().readyReplicas().orElse(0))
                .sum();
        if (ready != 3) {
            throw new IllegalStateException(cluster.report());
        }
    }
}
