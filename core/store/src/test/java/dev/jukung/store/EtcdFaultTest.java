package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.SystemClock;
import dev.jukung.base.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two servers on one etcd, whose members are killed, paused, filled and compacted: no answered write is lost, no history wrong. */
@Timeout(180)
class EtcdFaultTest {
    private static final Cause CAUSE = new Cause("test", "write", 0);
    private static final Key A = new Key("pods", "default/a");

    /** The least number of writes between two faults. */
    private static final int WRITES = 300;

    @TempDir
    private Path folder;

    private interface Fault {
        void happens(EtcdProcess etcd) throws Exception;
    }

    private void underLoad(int members, Fault... faults) throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder, members, "http", List.of());
                EtcdServer one = new EtcdServer(etcd.addresses(), 1);
                EtcdServer two = new EtcdServer(etcd.addresses(), 2);
                HistoryRecorder seenByOne = new HistoryRecorder(one.store, "counts");
                HistoryRecorder seenByTwo = new HistoryRecorder(two.store, "counts");
                EtcdWriters writers = new EtcdWriters(List.of(one.store, two.store), 8)) {
            writers.awaitAcknowledged(WRITES);
            for (Fault fault : faults) {
                fault.happens(etcd);
                writers.awaitAcknowledged(WRITES);
            }
            Map<Revision, HistoryRecorder.Told> acknowledged = writers.stop();
            assertThat(writers.refusals()).as("races were lost").isPositive();

            Revision end = one.store.current().revision();
            List<HistoryRecorder.Told> told = seenByOne.upTo(end);
            assertThat(seenByTwo.upTo(end)).isEqualTo(told);
            Set<HistoryRecorder.Told> all = Set.copyOf(told);
            assertThat(all).hasSameSizeAs(told);
            assertThat(acknowledged.values()).isSubsetOf(all);
            assertThat(contents(two.store.current())).isEqualTo(contents(one.store.current()));
            try (EtcdServer fresh = new EtcdServer(etcd.addresses(), 3)) {
                assertThat(contents(fresh.store.latest())).isEqualTo(contents(one.store.current()));
            }
        }
    }

    private static Map<Key, String> contents(Snapshot snapshot) {
        return snapshot.list(KeyRange.all("counts")).stream()
                .collect(Collectors.toMap(
                        Entry::key, entry -> entry.modified() + " " + new String(entry.value(), UTF_8)));
    }

    @Test
    void severalServersSeeOneHistory() throws Exception {
        underLoad(1);
    }

    @Test
    void anEtcdThatIsKilledComesBackWithEveryAnsweredWrite() throws Exception {
        Fault kill = etcd -> {
            etcd.kill(0);
            etcd.restart(0);
        };
        underLoad(1, kill, kill);
    }

    @Test
    void anEtcdThatPausesIsWaitedFor() throws Exception {
        underLoad(1, etcd -> {
            etcd.pause(0);
            new SystemClock().sleep(Duration.ofSeconds(4)); // longer than a watch is trusted that brings nothing
            etcd.resume(0);
        });
    }

    @Test
    void ofThreeMembersAnyOneMayBeKilledAndComeBack() throws Exception {
        underLoad(
                3,
                etcd -> etcd.kill(0),
                etcd -> {
                    etcd.restart(0);
                    etcd.kill(1);
                },
                etcd -> etcd.restart(1));
    }

    /** ETCD-03: the one that decides the order of writes is killed while they come in. */
    @Test
    void theLeaderOfThreeMembersMayBeKilledTimeAndAgain() throws Exception {
        Fault leader = etcd -> {
            int killed = etcd.leader();
            etcd.kill(killed);
            etcd.leader(); // the next one
            etcd.restart(killed);
        };
        underLoad(3, leader, leader, leader);
    }

    /** ETCD-04. */
    @ParameterizedTest(name = "{0} members, of which {1} may fail")
    @CsvSource({"3, 1", "5, 2"})
    void writesStopOnlyWhenTheMajorityIsLost(int members, int expendable) throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder, members, "http", List.of());
                EtcdServer server = new EtcdServer(etcd.addresses(), 1)) {
            Map<Key, Revision> answered = new HashMap<>();
            for (int dead = 0; dead <= expendable; dead++) {
                Key key = new Key("pods", "default/with-" + dead + "-dead");
                answered.put(key, putPatiently(server.store, key));
                etcd.kill(etcd.leader());
            }
            assertThatThrownBy(() -> put(server.store, A, "nobody agrees"))
                    .isInstanceOf(StoreUnavailableException.class);
            for (int member = 0; member < members; member++) {
                if (!etcd.lives(member)) {
                    etcd.restart(member);
                    break;
                }
            }
            Key key = new Key("pods", "default/again");
            answered.put(key, putPatiently(server.store, key));
            Snapshot now = server.store.current();
            assertThat(answered).allSatisfy((written, revision) -> assertThat(
                            now.get(written).map(Entry::modified).orElse(Revision.ZERO))
                    .isGreaterThanOrEqualTo(revision));
        }
    }

    /** A write that fell into the election of a leader may be tried again by who asked for it. */
    private static Revision putPatiently(RevisionStore store, Key key) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return put(store, key, "written");
            } catch (StoreUnavailableException e) {
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    @Test
    void whereEtcdHasForgottenWhatWasMissedClientsListAnew() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        try (EtcdProcess etcd = EtcdProcess.start(folder)) {
            EtcdOptions options = EtcdOptions.of(etcd.addresses());
            try (EtcdServer absent = new EtcdServer(options, clock, 1)) {
                Watch watch = absent.store.watch(
                        KeyRange.all("pods"), absent.store.latest().revision());
                put(absent.store, A, "1");
                assertThat(watch.next()).isInstanceOf(WatchEvent.Commit.class);
                CompletableFuture<WatchEvent> end =
                        new CompletableFuture<>(); // who waits for more has handled the first
                Thread.ofVirtual().start(() -> {
                    try {
                        end.complete(watch.next());
                    } catch (InterruptedException e) {
                        end.completeExceptionally(e);
                    }
                });
                List<Change> observed = new CopyOnWriteArrayList<>();
                absent.store.observe(observed::add);
                etcd.kill(0);
                etcd.restart(0); // the server tries again when its clock goes on
                Revision last;
                try (EtcdServer other = new EtcdServer(options, new SystemClock(), 2);
                        EtcdClient client = new EtcdClient(options)) {
                    put(other.store, A, "2");
                    last = put(other.store, A, "3");
                    client.compact(last.value());
                }
                while (absent.store.latest().revision().compareTo(last) < 0) {
                    clock.advance(Duration.ofSeconds(1));
                    absent.store.await(last, Duration.ofMillis(20));
                }

                assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(new WatchEvent.Compacted(last));
                assertThat(absent.store.latest().get(A).map(entry -> new String(entry.value(), UTF_8)))
                        .contains("3");
                assertThat(absent.store.oldest()).isEqualTo(last);
                assertThat(observed).singleElement().satisfies(change -> {
                    assertThat(change.key()).isEqualTo(A);
                    assertThat(change.after()).isEqualTo(absent.store.latest().get(A));
                });
                watch.close();
                CompletableFuture<Revision> next = new CompletableFuture<>();
                Thread.ofVirtual().start(() -> {
                    try {
                        next.complete(put(absent.store, A, "4"));
                    } catch (InterruptedException | RuntimeException e) {
                        next.completeExceptionally(e);
                    }
                });
                // Etcd is followed again after a pause, which may only begin now.
                Revision after = Revision.ZERO;
                while (after.equals(Revision.ZERO)) {
                    clock.advance(Duration.ofSeconds(1));
                    after = next.copy()
                            .completeOnTimeout(Revision.ZERO, 20, TimeUnit.MILLISECONDS)
                            .get();
                }
                assertThat(after).isGreaterThan(last);
            }
        }
    }

    @Test
    void aFullEtcdSaysSoAndCanStillBeRead() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder, "--quota-backend-bytes=2000000");
                EtcdServer server = new EtcdServer(etcd.addresses(), 1)) {
            put(server.store, A, "first");

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            put(server.store, new Key("pods", "default/" + i), "x".repeat(100_000));
                        }
                    })
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("etcdserver: mvcc: database space exceeded")
                    .hasMessageContaining("defragment");
            assertThat(server.store.current().get(A)).isPresent();
        }
    }

    @Test
    void withoutEtcdReadsAndWritesSaySoAndWhatIsKnownCanBeRead() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder);
                EtcdServer server = new EtcdServer(etcd.addresses(), 1)) {
            put(server.store, A, "1");
            etcd.kill(0);

            assertThatThrownBy(() -> server.store.current())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("etcd: ");
            assertThatThrownBy(() -> put(server.store, A, "2"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("etcd: ");
            assertThat(server.store.latest().get(A)).isPresent();
        }
    }

    @Test
    void anotherProgramsWritesAreTakenAsTheyAre() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder);
                EtcdServer server = new EtcdServer(etcd.addresses(), 1);
                EtcdClient other = new EtcdClient(EtcdOptions.of(etcd.addresses()));
                Watch watch = server.store.watch(
                        KeyRange.all("pods"), server.store.latest().revision())) {
            byte[] json = "{\"metadata\":{\"name\":\"x\"}}".getBytes(UTF_8);
            long revision = other.commit(
                            List.of(),
                            List.of(new EtcdClient.Change("/registry/pods/default/x", Optional.of(json))),
                            List.of())
                    .revision();

            WatchEvent.Commit told = (WatchEvent.Commit) watch.next();
            Entry entry = told.changes().getFirst().after().orElseThrow();
            assertThat(entry.key()).isEqualTo(new Key("pods", "default/x"));
            assertThat(new String(entry.value(), UTF_8))
                    .isEqualTo("{\"metadata\":{\"resourceVersion\":\"" + revision + "\",\"name\":\"x\"}}");
            assertThat(server.store.cause(new Revision(revision)))
                    .map(Cause::what)
                    .contains("written to etcd by another program");
        }
    }

    @Test
    void whyOutlivesTheServer() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder)) {
            Revision first;
            Revision second;
            try (EtcdServer server = new EtcdServer(etcd.addresses(), 1)) {
                first = put(server.store, A, "1");
                server.store.commit(List.of(), List.of(new Write.Delete(A)), new Cause("jane", "kubectl", "DELETE", 7));
                second = server.store.latest().revision();
            }
            try (EtcdServer server = new EtcdServer(etcd.addresses(), 2)) {
                assertThat(server.store.cause(first)).contains(CAUSE);
                assertThat(server.store.cause(second)).contains(new Cause("jane", "kubectl", "DELETE", 7));
                assertThat(server.store.explain(A, 10))
                        .extracting(Explained::revision)
                        .containsExactly(second, first);
                assertThat(server.store.explain(A, 1))
                        .extracting(Explained::revision)
                        .containsExactly(second);
            }
        }
    }

    @Test
    void oneOfSeveralServersCompactsEtcdAfterAnInterval() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder);
                EtcdServer server = new EtcdServer(etcd.addresses(), 1);
                EtcdClient client = new EtcdClient(EtcdOptions.of(etcd.addresses()))) {
            EtcdCompactor one = new EtcdCompactor(client, new VirtualClock(Instant.EPOCH), Duration.ofMinutes(5));
            EtcdCompactor two = new EtcdCompactor(client, new VirtualClock(Instant.EPOCH), Duration.ofMinutes(5));
            Revision first = put(server.store, A, "1");
            one.compact();
            two.compact();
            Revision second = put(server.store, A, "2");
            assertThat(client.page("/registry/", "/registry0", first.value(), 10)
                            .items())
                    .hasSize(1);

            one.compact();
            two.compact();
            one.compact();

            assertThatThrownBy(() -> client.page("/registry/", "/registry0", first.value(), 10))
                    .isInstanceOf(EtcdFailure.class)
                    .hasMessageContaining("compacted");
            assertThat(client.page("/registry/", "/registry0", 0, 10).items())
                    .extracting(EtcdClient.Item::modified)
                    .containsExactly(second.value());
        }
    }

    private static Revision put(RevisionStore store, Key key, String text) throws InterruptedException {
        CommitResult result = store.commit(List.of(), List.of(new Write.Put(key, text.getBytes(UTF_8))), CAUSE);
        return ((CommitResult.Committed) result).revision();
    }
}
