package dev.jukung.network;

import static dev.jukung.network.Samples.group;
import static dev.jukung.network.Samples.planner;
import static dev.jukung.network.Samples.ready;
import static dev.jukung.network.Samples.service;
import static dev.jukung.network.Samples.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RuleLedgerTest {
    private final RuleLedger ledger = new RuleLedger();

    /** The law everything rests on: small steps lead to where one big step leads. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesAppliedOneAfterAnotherGiveTheSameTableAsAllAtOnce(long seed) {
        Random random = new Random(seed);
        ModelTable table = new ModelTable();
        for (int step = 0; step < 120; step++) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                ledger.put(Samples.randomPlan(random, 8));
            }
            table.apply(ledger.drain());

            RuleLedger fresh = new RuleLedger();
            ledger.plans().forEach(fresh::put);
            ModelTable atOnce = new ModelTable();
            atOnce.apply(fresh.drain());

            assertThat(table).as("step %d", step).isEqualTo(atOnce);
            ModelTable everything = new ModelTable();
            everything.apply(ledger.everything());
            assertThat(everything).as("step %d", step).isEqualTo(atOnce);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @Test
    void replacingOneOfFiveEndpointsChangesAFewElementsAndNothingElse() {
        ledger.put(fiveEndpoints("10.88.1.5"));
        ledger.drain();

        ledger.put(fiveEndpoints("10.88.1.6"));
        RuleChanges changes = ledger.drain();

        assertThat(changes.removed()).containsExactly(new RuleElement("endpoints4-tcp", "10.96.0.1 . 80 . 4"));
        assertThat(changes.added())
                .isEqualTo(Map.of(new RuleElement("endpoints4-tcp", "10.96.0.1 . 80 . 4"), "10.88.1.6 . 8080"));
        assertThat(changes.size()).isEqualTo(2);
    }

    @Test
    void aChangeTakenBackIsNoChange() {
        ledger.put(fiveEndpoints("10.88.1.5"));
        ledger.drain();

        ledger.put(fiveEndpoints("10.88.1.6"));
        ledger.put(fiveEndpoints("10.88.1.5"));

        assertThat(ledger.drain().isEmpty()).isTrue();
    }

    @Test
    void theChainOfAShapeGoesWithTheLastServiceOfThatShape() {
        ledger.put(plan("a", "10.96.0.1"));
        ledger.put(plan("b", "10.96.0.2"));
        assertThat(ledger.drain().addedChains()).extracting(RuleChain::name).containsExactly("cluster4-tcp-1");

        ledger.put(ServicePlan.none(ObjectKey.of("default", "a")));
        assertThat(ledger.drain().removedChains()).isEmpty();
        ledger.put(ServicePlan.none(ObjectKey.of("default", "b")));
        assertThat(ledger.drain().removedChains()).containsExactly("cluster4-tcp-1");
    }

    @Test
    void twoServicesAtOneAddressAreSettledByNameAndTheLoserTakesOverLater() {
        RuleElement front = new RuleElement("endpoints4-tcp", "10.96.0.1 . 80 . 0");
        ledger.put(planner()
                .plan(
                        service("b", "10.96.0.1", tcp(80)),
                        List.of(group("b", "tcp", 1, ready("10.88.1.1", "x"))),
                        Samples.NODE));
        assertThat(ledger.drain().added()).containsEntry(front, "10.88.1.1 . 1");

        ledger.put(planner()
                .plan(
                        service("a", "10.96.0.1", tcp(80)),
                        List.of(group("a", "tcp", 2, ready("10.88.1.1", "x"))),
                        Samples.NODE));
        assertThat(ledger.drain().added()).containsEntry(front, "10.88.1.1 . 2");
        assertThat(ledger.owner(front)).contains(ObjectKey.of("default", "a"));

        ledger.put(ServicePlan.none(ObjectKey.of("default", "a")));
        assertThat(ledger.drain().added()).containsEntry(front, "10.88.1.1 . 1");
    }

    private static ServicePlan plan(String name, String address) {
        return planner()
                .plan(
                        service(name, address, tcp(80)),
                        List.of(group(name, "tcp", 8080, ready("10.88.1.1", "node-b"))),
                        Samples.NODE);
    }

    private static ServicePlan fiveEndpoints(String last) {
        return planner()
                .plan(
                        service("web", "10.96.0.1", tcp(80)),
                        List.of(group(
                                "web",
                                "tcp",
                                8080,
                                ready("10.88.1.1", "b"),
                                ready("10.88.1.2", "b"),
                                ready("10.88.1.3", "b"),
                                ready("10.88.1.4", "b"),
                                ready(last, "b"))),
                        Samples.NODE);
    }
}
