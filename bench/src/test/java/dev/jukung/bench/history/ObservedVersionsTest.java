package dev.jukung.bench.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.bench.history.Answer.Broken;
import dev.jukung.bench.history.Answer.Found;
import dev.jukung.bench.history.Answer.Listed;
import dev.jukung.bench.history.Answer.Seen;
import dev.jukung.bench.history.Answer.Written;
import dev.jukung.bench.history.Request.Get;
import dev.jukung.bench.history.Request.Verb;
import dev.jukung.bench.history.Request.Write;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservedVersionsTest {
    private static final Call CREATED = call(0, 1, new Write(Verb.CREATE, "a", "one", 0), new Written(10));
    private static final Call DELETED = call(2, 3, new Write(Verb.DELETE, "a", "", 10), new Written(0));
    private static final Call CREATED_AGAIN = call(6, 7, new Write(Verb.CREATE, "a", "two", 0), new Written(20));

    private static Call call(long started, long ended, Request request, Answer answer) {
        return new Call("c", "s", request, started, ended, answer);
    }

    private static Call list(long at, long revision, Map<String, Seen> objects) {
        return call(at, at + 1, new Request.List(), new Listed(revision, objects));
    }

    private static List<Version> versions(Call... calls) {
        return ObservedVersions.of(List.of(calls), List.of()).versions().stream()
                .sorted(Comparator.comparing(Version::revision))
                .toList();
    }

    private static List<String> check(Call... calls) {
        return HistoryChecker.check(versions(calls), List.of(calls), List.of());
    }

    @Test
    void whatAnyoneWasToldIsAVersion() {
        WatchPart watch = new WatchPart("w", "s", 10, List.of(new WatchPart.Event("DELETED", "a", 15, "one", 4)), 15);
        assertThat(ObservedVersions.of(List.of(CREATED), List.of(watch)).versions())
                .containsExactlyInAnyOrder(
                        new Version(10, "a", Optional.of("one")), new Version(15, "a", Optional.empty()));
    }

    @Test
    void aDeletionThatNobodyWasToldIsBeforeTheNextCreation() {
        assertThat(versions(CREATED, DELETED, CREATED_AGAIN))
                .containsExactly(
                        new Version(10, "a", Optional.of("one")),
                        new Version(19, "a", Optional.empty()),
                        new Version(20, "a", Optional.of("two")));
        assertThat(check(CREATED, DELETED, CREATED_AGAIN)).isEmpty();
    }

    @Test
    void aDeletionAgreesWithTheListsAroundIt() {
        Call with = list(1, 12, Map.of("a", new Seen(10, "one")));
        Call without = list(4, 14, Map.of());
        assertThat(versions(CREATED, with, DELETED, without)).contains(new Version(14, "a", Optional.empty()));
        assertThat(check(CREATED, with, DELETED, without)).isEmpty();
    }

    @Test
    void aDeletionThatWasAnsweredAndLostIsNotMadeUp() {
        Call with = list(4, 14, Map.of("a", new Seen(10, "one")));
        assertThat(check(CREATED, DELETED, with))
                .hasSize(1)
                .first()
                .asString()
                .contains("a deletion that was answered is lost");
    }

    @Test
    void aWriteThatWasAnsweredAndIsGoneIsNoDeletion() {
        assertThat(check(CREATED, list(4, 14, Map.of())))
                .anyMatch(wrong -> wrong.contains("a deletion that nobody asked for"));
    }

    @Test
    void aCreationWithoutAnAnswerIsThereWhenSomebodyChangesWhatItMade() {
        Call created = call(0, 1, new Write(Verb.CREATE, "a", "one", 0), new Broken("killed"));
        Call changed = call(1, 2, new Write(Verb.PATCH, "a", "two", 0), new Written(20));
        assertThat(versions(created, changed))
                .containsExactly(new Version(19, "a", Optional.of("one")), new Version(20, "a", Optional.of("two")));
        assertThat(check(created, changed)).isEmpty();
        assertThat(check(changed)).anyMatch(wrong -> wrong.contains("what was not there was changed"));
    }

    @Test
    void oneRevisionIsOneThing() {
        Call other = call(3, 4, new Get("a"), new Found(new Seen(10, "other")));
        assertThat(ObservedVersions.of(List.of(CREATED, other), List.of()).contradictions())
                .hasSize(1);
        Call elsewhere = call(3, 4, new Get("b"), new Found(new Seen(10, "one")));
        assertThat(ObservedVersions.of(List.of(CREATED, elsewhere), List.of()).contradictions())
                .hasSize(1);
    }
}
