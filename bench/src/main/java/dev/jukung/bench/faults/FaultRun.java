package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.bench.history.Answer;
import dev.jukung.bench.history.Call;
import dev.jukung.bench.history.Request;
import dev.jukung.bench.history.Version;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Starts it all, lets clients work and things break, and gives back what was seen. For one thread. */
final class FaultRun implements AutoCloseable {
    private static final int ROAMING_CLIENTS = 3;
    private static final int ROAMING_WATCHES = 3;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration TOLD_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** A server began to serve; what had happened before that it does not know. */
    record Started(String server, long at, long newest) {}

    /** @param end when the faults were over */
    record Seen(Recorder recorder, List<Version> versions, List<Happened> faults, List<Started> starts, long end) {}

    private final FaultCluster cluster;
    private final Clock clock;
    private final Randomness random;
    private final Recorder recorder;
    private final HttpClient http;
    private final Health health;
    private final List<Target> targets;
    private final List<Happened> faults = new ArrayList<>();
    private final List<Started> starts = new ArrayList<>();
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    /** Held for reading by each request of the load. */
    private final ReadWriteLock load = new ReentrantReadWriteLock();

    private volatile boolean stopped;
    private volatile boolean told;

    FaultRun(FaultCluster cluster, long seed, Clock clock) throws IOException {
        this.cluster = cluster;
        this.clock = clock;
        random = new Randomness(new SplittableRandom(seed));
        recorder = new Recorder(clock);
        http = client();
        health = new Health(http, clock);
        targets = cluster.servers().stream()
                .map(server -> new Target(server.name(), URI.create(FaultCluster.serverUrl(server))))
                .toList();
    }

    private HttpClient client() throws IOException {
        ClusterAccess admin = Kubeconfig.read(List.of(cluster.kubeconfig())).currentAccess();
        return new HttpClient(HttpClient.Options.of("faults", admin.tls(), clock, (where, bug) -> bugs.add(bug))
                .withTimeouts(CONNECT, ANSWER)
                .withSilence(SILENCE));
    }

    Seen run(Duration length) throws IOException, InterruptedException {
        startAll();
        List<Thread> clients = new ArrayList<>();
        List<Thread> following = new ArrayList<>();
        List<WatchClient> watches = new ArrayList<>();
        for (Target target : targets) {
            for (Availability.Kind kind : Availability.Kind.values()) { // one that waits does not hold up the others
                clients.add(loadClient(target.name() + "-" + kind, List.of(target), Set.of(kind)));
            }
            watches.add(watch("w-" + target.name(), List.of(target)));
        }
        for (int i = 0; i < ROAMING_CLIENTS; i++) {
            clients.add(loadClient("roaming-" + i, targets, Set.of(Availability.Kind.values())));
        }
        for (int i = 0; i < ROAMING_WATCHES; i++) {
            watches.add(watch("w-roaming-" + i, targets));
        }
        watches.forEach(watch -> following.add(start(watch.name(), () -> watch.run(() -> told))));
        long until = recorder.now() + length.toNanos();
        clock.sleep(QUIET);
        while (recorder.now() < until) {
            happen(cluster.next(random));
        }
        clock.sleep(QUIET);
        long end = recorder.now();
        stopped = true;
        for (Thread thread : clients) {
            thread.join();
        }
        long last = last();
        awaitTold(watches, last);
        told = true;
        http.close(); // which ends the watches
        for (Thread thread : following) {
            thread.join();
        }
        bugs.forEach(bug -> recorder.wrong("a bug of the clients: " + bug));
        return new Seen(recorder, cluster.versions(recorder, last), List.copyOf(faults), List.copyOf(starts), end);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread start(String name, Work work) {
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // it ends
            }
        });
    }

    private Thread loadClient(String name, List<Target> servers, Set<Availability.Kind> kinds) {
        LoadClient client = new LoadClient(
                name,
                servers,
                kinds,
                new ApiAccess(http),
                recorder,
                load.readLock(),
                new Randomness(new SplittableRandom(random.below(1 << 30))),
                clock);
        return start(name, () -> client.run(() -> stopped));
    }

    private WatchClient watch(String name, List<Target> servers) {
        return new WatchClient(
                name,
                servers,
                new ApiAccess(http),
                recorder,
                new Randomness(new SplittableRandom(random.below(1 << 30))),
                clock);
    }

    private void startAll() throws IOException, InterruptedException {
        for (Component member : cluster.members()) {
            member.start();
        }
        for (Component member : cluster.members()) {
            health.awaitMember(member);
        }
        for (Component server : cluster.servers()) {
            server.start();
        }
        for (Component server : cluster.servers()) {
            awaitServer(server);
        }
        ObjectValue namespace = ObjectValue.of(
                "apiVersion", "v1", "kind", "Namespace", "metadata", ObjectValue.of("name", ApiAccess.NAMESPACE));
        URI namespaces = targets.getFirst().uri().resolve("/api/v1/namespaces");
        try (ClientResponse response =
                http.send(ClientRequest.of("POST", namespaces).withBody("application/json", Json.bytes(namespace)))) {
            if (response.status() != 201) {
                throw new IOException("the namespace could not be created: " + response.status());
            }
        }
    }

    private void awaitServer(Component server) throws IOException, InterruptedException {
        health.awaitServer(server);
        starts.add(new Started(server.name(), recorder.now(), recorder.newest()));
    }

    private void happen(Fault fault) throws IOException, InterruptedException {
        Component victim = victim(fault);
        long began = recorder.now();
        cluster.begin(fault, victim);
        clock.sleep(fault.length());
        long healed = fault.victim() == Fault.Victim.STORE && fault.kind() == Fault.Kind.KILL
                ? restartStore(fault, victim)
                : heal(fault, victim);
        faults.add(new Happened(fault, victim.name(), began, healed, recorder.now()));
        System.err.printf(
                "%6.1f s  %-14s %s for %.1f s, serves again after %.1f s%n",
                began / 1e9,
                fault.kind(),
                victim.name() + (fault.victim() == Fault.Victim.LEADER ? " (leader)" : ""),
                (healed - began) / 1e9,
                (recorder.now() - healed) / 1e9);
        clock.sleep(fault.rest());
    }

    private long heal(Fault fault, Component victim) throws IOException, InterruptedException {
        cluster.end(fault, victim);
        long healed = recorder.now();
        switch (fault.victim()) {
            case MEMBER, LEADER -> health.awaitMember(victim);
            case SERVER, STORE -> {
                if (fault.kind() == Fault.Kind.KILL) {
                    awaitServer(victim);
                } else {
                    health.awaitServer(victim);
                }
            }
        }
        return healed;
    }

    /** What is there after the restart is listed before anybody changes it: only so can it be known what was written last. */
    private long restartStore(Fault fault, Component victim) throws IOException, InterruptedException {
        load.writeLock().lockInterruptibly(); // all requests have ended, so none of them can still be made
        try {
            cluster.end(fault, victim);
            long healed = recorder.now();
            health.awaitServer(victim);
            call(new ApiAccess(http), targets.getFirst(), new Request.List());
            starts.add(new Started(victim.name(), recorder.now(), recorder.newest()));
            return healed;
        } finally {
            load.writeLock().unlock();
        }
    }

    private Component victim(Fault fault) throws InterruptedException {
        return switch (fault.victim()) {
            case SERVER, STORE -> cluster.servers().get(fault.target());
            case MEMBER -> cluster.members().get(fault.target());
            case LEADER -> health.leader(cluster).orElse(cluster.members().get(fault.target()));
        };
    }

    /** One more write, and what all servers say then; gives its revision. */
    private long last() throws IOException, InterruptedException {
        ApiAccess access = new ApiAccess(http);
        Request write = new Request.Write(Request.Verb.CREATE, "last", "last", 0);
        long revision = call(access, targets.getFirst(), write) instanceof Answer.Written(long written) ? written : 0;
        for (Target target : targets) {
            call(access, target, new Request.List());
        }
        return revision;
    }

    private Answer call(ApiAccess access, Target target, Request request) throws IOException, InterruptedException {
        long started = recorder.now();
        Answer answer = access.ask(target.uri(), request);
        recorder.add(new Call("last", target.name(), request, started, recorder.now(), answer));
        if (!answer.decided()) {
            recorder.wrong("with everything healthy, " + target.name() + " says " + answer);
        }
        return answer;
    }

    private void awaitTold(List<WatchClient> watches, long revision) throws InterruptedException {
        long until = recorder.now() + TOLD_LIMIT.toNanos();
        for (WatchClient watch : watches) {
            while (watch.reached() < revision && recorder.now() < until) {
                clock.sleep(LOOK_AGAIN);
            }
            if (watch.reached() < revision) {
                recorder.wrong(watch.name() + " was told up to " + watch.reached() + ", and not to " + revision);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        told = true;
        http.close();
    }
}
