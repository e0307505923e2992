package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/requirements.tsv} has a line for every requirement, and what it calls shown can be looked at. */
final class RequirementsTest {
    /** The groups of requirements with the number of rows in each. */
    private static final String GROUPS = """
            ARCH 16, API 54, HEALTH 7, FLOW 11, ETCD 15, PKI 4, SCHED 17, CTRL 28, CCM 3, PORT 2, KUBELET 24, CRI 7, \
            PROXY 10, NET 14, DNS 11, OBJ 21, SVC 7, PROBE 5, RES 7, CONF 4, TEN 6, PDB 3, HPA 6, VPA 4, CA 5, DESCH 3, \
            NGRP 9, STOR 6, NETPOL 2, KUST 3, IDP 10, KCTL 13, DEBUG 7, MON 11, ING 8, MCI 3, GW 16, HELM 26, CONS 17, \
            MESH 5, LINK 31, ISTIO 42, AMB 15, TRACE 6, KIALI 4, KARP 20, XP 22, PAAS 17, EDGE 20, PG 10, MGD 4, LEARN 14""";

    private static final Set<String> STATES = Set.of("open", "partial", "shown");
    private static final Pattern TEST = Pattern.compile("(dev\\.jukung\\.[\\w.]+)#(\\w+)");
    private static final Pattern COMMAND = Pattern.compile("\\./jukung ([a-z]+)( .*)?");

    private final Checkout checkout = Checkout.find();
    private final List<Row> rows = Checkout.read(checkout.root().resolve("docs/requirements.tsv"))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(Row::parse)
            .toList();

    private record Row(String id, String state, List<String> evidence) {
        static Row parse(String line) {
            String[] cells = line.split("\t", -1);
            assertThat(cells).as("id, state and evidence in: " + line).hasSize(3);
            return new Row(
                    cells[0],
                    cells[1],
                    Arrays.stream(cells[2].split("; "))
                            .filter(item -> !item.isBlank())
                            .toList());
        }
    }

    @Test
    void everyRequirementHasOneLineInOrder() {
        List<String> expected = Arrays.stream(GROUPS.split(", "))
                .flatMap(group -> ids(group.split(" ")[0], Integer.parseInt(group.split(" ")[1])))
                .toList();

        assertThat(expected).hasSize(635);
        assertThat(rows).extracting(Row::id).isEqualTo(expected);
    }

    private static Stream<String> ids(String group, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> "%s-%02d".formatted(group, number));
    }

    @Test
    void everyStateIsOneOfThree() {
        assertThat(rows).extracting(Row::state).allMatch(STATES::contains);
    }

    @Test
    void whatIsShownNamesATestAFileOrACommandThatExists() {
        List<Row> shown =
                rows.stream().filter(row -> row.state().equals("shown")).toList();

        assertThat(shown).isNotEmpty().allMatch(row -> !row.evidence().isEmpty(), "has evidence");
        assertThat(shown.stream().flatMap(row -> missing(row, row.evidence()))).isEmpty();
    }

    @Test
    void everyTestThatIsNamedExists() {
        assertThat(rows.stream()
                        .flatMap(row -> missing(
                                row,
                                row.evidence().stream()
                                        .filter(item -> TEST.matcher(item).matches())
                                        .toList())))
                .isEmpty();
    }

    private Stream<String> missing(Row row, List<String> evidence) {
        return evidence.stream().filter(item -> !exists(item)).map(item -> row.id() + ": " + item);
    }

    private boolean exists(String evidence) {
        var test = TEST.matcher(evidence);
        if (test.matches()) {
            return checkout.testSource(test.group(1))
                    .map(file -> Checkout.read(file).contains("void " + test.group(2) + "("))
                    .orElse(false);
        }
        var command = COMMAND.matcher(evidence);
        if (command.matches()) {
            return commands().anyMatch(command.group(1)::equals);
        }
        Path file = checkout.root().resolve(evidence);
        return !evidence.contains(" ") && Files.exists(file);
    }

    private Stream<String> commands() {
        return checkout.mainSources().stream()
                .filter(file -> file.toString().contains("/app/"))
                .map(Checkout::read)
                .flatMap(source -> Pattern.compile("@Command\\(\\s*name = \"([a-z]+)\"")
                        .matcher(source)
                        .results())
                .map(match -> match.group(1));
    }

    @Test
    void whatDoesNotExistIsNoEvidence() {
        assertThat(List.of(
                        "dev.jukung.systemtest.RequirementsTest#noSuchTest",
                        "dev.jukung.systemtest.NoSuchTest#test",
                        "./jukung conjure",
                        "examples/none",
                        "it works"))
                .noneMatch(this::exists);
        assertThat(exists("dev.jukung.systemtest.RequirementsTest#whatDoesNotExistIsNoEvidence"))
                .isTrue();
    }
}
