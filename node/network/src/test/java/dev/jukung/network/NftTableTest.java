package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's own word on what the scripts do. */
@EnabledIf(value = "dev.jukung.network.NetworkNamespace#possible", disabledReason = "needs root, nft and ip")
final class NftTableTest {
    private NetworkNamespace namespace;
    private NftTable table;

    @BeforeEach
    void setUp() throws Exception {
        namespace = new NetworkNamespace("jktest-nft");
        table = new NftTable(namespace.exec("nft"), "jukung-a", Samples.base());
    }

    @AfterEach
    void tearDown() throws Exception {
        namespace.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theKernelHoldsAfterManyChangesWhatItHoldsAfterOneReplacement(long seed) throws Exception {
        Random random = new Random(seed);
        RuleLedger ledger = new RuleLedger();
        table.replace(ledger.everything());
        NftTable other = new NftTable(namespace.exec("nft"), "jukung-b", Samples.base());
        for (int step = 0; step < 40; step++) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                ledger.put(Samples.randomPlan(random, 8));
            }
            table.change(ledger.drain());
            if (step % 8 == 7) {
                other.replace(ledger.everything());
                assertThat(list("jukung-a")).as("step %d", step).isEqualTo(list("jukung-b"));
            }
        }
    }

    @Test
    void aChangeThatDoesNotFitIsRefusedWholeAndNamesTheReason() throws Exception {
        RuleLedger ledger = new RuleLedger();
        table.replace(ledger.everything());
        String before = list("jukung-a");
        RuleChanges wrong = new RuleChanges(
                Map.of(),
                List.of(new RuleChain("cluster4-9", List.of("accept"))),
                List.of(),
                List.of(new RuleElement("services4", "10.96.0.1 . tcp . 80")),
                Map.of(),
                List.of(),
                List.of());

        assertThatThrownBy(() -> table.change(wrong))
                .isInstanceOf(NftException.class)
                .hasMessageContaining("No such file or directory");

        assertThat(list("jukung-a")).isEqualTo(before);
    }

    @Test
    void removeLeavesNothing() throws Exception {
        RuleLedger ledger = new RuleLedger();
        ledger.put(Samples.planner()
                .plan(
                        Samples.service("web", "10.96.0.1", Samples.tcp(80)),
                        List.of(Samples.group("web", "tcp", 8080, Samples.ready("10.88.0.2", "node-a"))),
                        Samples.NODE));
        table.replace(ledger.everything());
        assertThat(table.present()).isTrue();

        table.remove();
        table.remove(); // closing twice

        assertThat(table.present()).isFalse();
        assertThat(namespace.exec("nft", "list", "ruleset").run("").output()).isEmpty();
    }

    @Test
    void aTableOfTenThousandServicesTakesAChangeInTensOfMilliseconds() throws Exception {
        RuleLedger ledger = new RuleLedger();
        for (int i = 0; i < 10_000; i++) {
            ledger.put(big(i, 5));
        }
        long start = System.nanoTime();
        table.replace(ledger.everything());
        long full = System.nanoTime() - start;
        assertThat(ledger.elementCount()).isEqualTo(70_000);

        long worst = 0;
        for (int i = 0; i < 10; i++) {
            ledger.put(big(i * 997, 4 + i % 3));
            RuleChanges changes = ledger.drain();
            long before = System.nanoTime();
            table.change(changes);
            worst = Math.max(worst, System.nanoTime() - before);
        }

        System.out.printf("full %d ms, change at most %d ms%n", full / 1_000_000, worst / 1_000_000);
        // The target is 1.5 s and 50 ms; the bounds leave room for a busy machine but not for the wrong layout.
        assertThat(full).isLessThan(10_000_000_000L);
        assertThat(worst).isLessThan(500_000_000L);
    }

    private static ServicePlan big(int number, int endpoints) {
        String name = "svc-" + number;
        String address = "10.96." + number / 250 + "." + (1 + number % 250);
        EndpointGroup.Backend[] backends = new EndpointGroup.Backend[endpoints];
        for (int i = 0; i < endpoints; i++) {
            int host = number * 5 + i;
            backends[i] = Samples.ready("10.89." + host / 250 + "." + (1 + host % 250), "node-" + host % 100);
        }
        return Samples.planner()
                .plan(
                        new ProxiedService(
                                ObjectKey.of("default", name),
                                List.of(address),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(Samples.tcp(80)),
                                0,
                                false,
                                false,
                                0),
                        List.of(Samples.group(name, "tcp", 8080, backends)),
                        Samples.NODE);
    }

    /** The table as nft prints it, without its name, with the elements and the chains in order. */
    private String list(String name) throws Exception {
        String text = namespace
                .exec("nft", "list", "table", "inet", name)
                .run("")
                .output()
                .replace(name, "TABLE");
        Matcher elements =
                Pattern.compile("elements = \\{([^}]*)}", Pattern.DOTALL).matcher(text);
        String sorted = elements.replaceAll(match -> Matcher.quoteReplacement(
                new TreeSet<>(List.of(match.group(1).strip().split(",\\s+"))).toString()));
        // nft prints th as tcp or not depending on what it read before; the packet's bytes are the same.
        String body = sorted.replace("tcp dport", "th dport").replaceAll("\n}\\s*$", "");
        return String.join("\n", new TreeSet<>(List.of(body.split("\n\n|\n(?=\t(chain|map|set) )"))));
    }
}
