package dev.jukung.bench.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.bench.history.Answer.Absent;
import dev.jukung.bench.history.Answer.Conflict;
import dev.jukung.bench.history.Answer.Failed;
import dev.jukung.bench.history.Answer.Found;
import dev.jukung.bench.history.Answer.Listed;
import dev.jukung.bench.history.Answer.Seen;
import dev.jukung.bench.history.Answer.Written;
import dev.jukung.bench.history.Request.CachedList;
import dev.jukung.bench.history.Request.Get;
import dev.jukung.bench.history.Request.Verb;
import dev.jukung.bench.history.Request.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A history that is right, and each way in which it can be wrong. */
class HistoryCheckerTest {
    /** Object a: created at 10, changed at 20, deleted at 30; object b: created at 25. */
    private static final List<Version> VERSIONS = List.of(
            new Version(10, "a", Optional.of("one")),
            new Version(20, "a", Optional.of("two")),
            new Version(25, "b", Optional.of("three")),
            new Version(30, "a", Optional.empty()));

    private static final List<Call> WRITES = List.of(
            call(0, 1, new Write(Verb.CREATE, "a", "one", 0), new Written(10)),
            call(2, 3, new Write(Verb.UPDATE, "a", "two", 10), new Written(20)),
            call(4, 5, new Write(Verb.CREATE, "b", "three", 0), new Written(25)),
            call(6, 7, new Write(Verb.DELETE, "a", "", 20), new Written(0)));

    private static Call call(long started, long ended, Request request, Answer answer) {
        return new Call("c", "s", request, started, ended, answer);
    }

    private static WatchPart.Event event(String type, String object, long revision, String token) {
        return new WatchPart.Event(type, object, revision, token, 100);
    }

    private static WatchPart watch(long from, long upTo, WatchPart.Event... events) {
        return new WatchPart("w", "s", from, List.of(events), upTo);
    }

    private static List<String> check(Call... more) {
        List<Call> calls = new ArrayList<>(WRITES);
        calls.addAll(List.of(more));
        return HistoryChecker.check(VERSIONS, calls, List.of());
    }

    private static final Map<String, Seen> BOTH = Map.of("a", new Seen(20, "two"), "b", new Seen(25, "three"));

    static List<Call> right() {
        return List.of(
                call(3, 4, new Get("a"), new Found(new Seen(20, "two"))),
                call(2, 3, new Get("a"), new Found(new Seen(10, "one"))),
                call(7, 8, new Get("a"), new Absent()),
                call(0, 0, new Get("a"), new Absent()),
                call(5, 6, new Request.List(), new Listed(27, BOTH)),
                call(50, 60, new CachedList(0), new Listed(26, BOTH)),
                call(2, 3, new Write(Verb.CREATE, "a", "x", 0), new Conflict()),
                call(4, 5, new Write(Verb.UPDATE, "a", "x", 10), new Conflict()),
                call(4, 5, new Write(Verb.UPDATE, "a", "x", 10), new Failed(503, "")),
                call(8, 9, new Write(Verb.DELETE, "a", "", 20), new Absent()));
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatCanBeIsRight(Call call) {
        assertThat(check(call)).isEmpty();
    }

    static List<Arguments> wrong() {
        return List.of(
                wrong(4, 5, new Get("a"), new Found(new Seen(10, "one")), "no order explains revision 20"),
                wrong(1, 1, new Get("a"), new Found(new Seen(20, "two")), "no order explains revision 20"),
                wrong(4, 5, new Get("a"), new Found(new Seen(20, "other")), "something was read that never was"),
                wrong(4, 5, new Get("a"), new Found(new Seen(21, "two")), "something was read that never was"),
                wrong(4, 5, new Get("a"), new Absent(), "it was there all the time"),
                wrong(6, 7, new Request.List(), new Listed(24, Map.of("a", new Seen(20, "two"))), "no order explains"),
                wrong(6, 7, new Request.List(), new Listed(26, Map.of("a", new Seen(20, "two"))), "not what was there"),
                wrong(50, 60, new CachedList(27), new Listed(26, BOTH), "older than it may be"),
                wrong(0, 1, new CachedList(0), new Listed(26, BOTH), "no order explains"),
                wrong(50, 60, new Request.List(), new Listed(29, BOTH), "no order explains"),
                wrong(8, 9, new Write(Verb.UPDATE, "a", "x", 10), new Written(40), "a write that was answered is lost"),
                wrong(8, 9, new Write(Verb.CREATE, "a", "x", 0), new Conflict(), "nothing was in the way"),
                wrong(4, 5, new Write(Verb.UPDATE, "a", "x", 20), new Conflict(), "nothing was in the way"),
                wrong(
                        8,
                        9,
                        new Write(Verb.DELETE, "b", "", 25),
                        new Written(0),
                        "a deletion that was answered is lost"),
                wrong(8, 9, new Write(Verb.DELETE, "a", "", 20), new Written(0), "one deletion was answered twice"));
    }

    private static Arguments wrong(long started, long ended, Request request, Answer answer, String why) {
        return Arguments.of(call(started, ended, request, answer), why);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Call call, String why) {
        assertThat(check(call)).anySatisfy(found -> assertThat(found).contains(why));
    }

    @Test
    void twoReadsOneAfterTheOtherDoNotGoBackWhileTheWriteIsUnderWay() {
        List<Version> versions = VERSIONS.subList(0, 2);
        List<Call> calls = List.of(
                WRITES.getFirst(),
                call(2, 90, new Write(Verb.UPDATE, "a", "two", 10), new Written(20)),
                call(10, 11, new Get("a"), new Found(new Seen(20, "two"))),
                call(12, 13, new Get("a"), new Found(new Seen(10, "one"))));

        assertThat(HistoryChecker.check(versions, calls, List.of()))
                .singleElement()
                .asString()
                .contains("no order");
        assertThat(HistoryChecker.check(versions, calls.subList(0, 3), List.of()))
                .isEmpty();
    }

    @Test
    void theRevisionOfACurrentListDoesNotGoBack() {
        assertThat(check(
                        call(10, 11, new Request.List(), new Listed(50, Map.of("b", new Seen(25, "three")))),
                        call(12, 13, new Request.List(), new Listed(40, Map.of("b", new Seen(25, "three"))))))
                .singleElement()
                .asString()
                .contains("goes back behind 50");
    }

    @Test
    void whatIsThereHasBeenWrittenOnceByARequestThatWasNotRefused() {
        assertThat(HistoryChecker.check(VERSIONS, WRITES.subList(1, 4), List.of()))
                .singleElement()
                .asString()
                .startsWith("nobody wrote this");
        assertThat(HistoryChecker.check(VERSIONS, WRITES.subList(0, 3), List.of()))
                .singleElement()
                .asString()
                .startsWith("a deletion that nobody asked for");

        List<Call> refused = new ArrayList<>(WRITES);
        refused.set(1, call(2, 3, new Write(Verb.UPDATE, "a", "two", 10), new Conflict()));
        assertThat(HistoryChecker.check(VERSIONS, refused, List.of()))
                .anySatisfy(found -> assertThat(found).startsWith("a write that was refused is there"));

        List<Call> unconditional = new ArrayList<>(WRITES);
        unconditional.set(1, call(2, 3, new Write(Verb.UPDATE, "a", "two", 9), new Written(20)));
        assertThat(HistoryChecker.check(VERSIONS, unconditional, List.of()))
                .singleElement()
                .asString()
                .startsWith("a condition did not hold");
    }

    @Test
    void aWriteWithoutAnAnswerMayBeThereOrNot() {
        List<Call> doubtful = new ArrayList<>(WRITES);
        doubtful.set(1, call(2, 3, new Write(Verb.UPDATE, "a", "two", 10), new Failed(503, "")));
        doubtful.set(3, call(6, 7, new Write(Verb.DELETE, "a", "", 20), new Answer.Broken("reset")));
        doubtful.add(call(8, 9, new Write(Verb.PATCH, "b", "never", 0), new Answer.Broken("reset")));

        assertThat(HistoryChecker.check(VERSIONS, doubtful, List.of())).isEmpty();
    }

    @Test
    void aWatchTellsEverythingOnceInOrder() {
        WatchPart.Event changed = event("MODIFIED", "a", 20, "two");
        WatchPart.Event added = event("ADDED", "b", 25, "three");
        WatchPart.Event deleted = event("DELETED", "a", 30, "two");

        assertThat(watched(watch(10, 30, changed, added, deleted))).isEmpty();
        assertThat(watched(watch(20, 28, added))).isEmpty();
        assertThat(watched(watch(10, 30, changed, deleted)))
                .singleElement()
                .asString()
                .contains("in the place of ADDED b");
        assertThat(watched(watch(10, 25, changed, changed, added)))
                .singleElement()
                .asString()
                .contains("told MODIFIED a");
        assertThat(watched(watch(10, 25, added, changed)))
                .singleElement()
                .asString()
                .contains("told ADDED b");
        assertThat(watched(watch(20, 30, added))).singleElement().asString().contains("told nothing");
        assertThat(watched(watch(10, 20, event("ADDED", "a", 20, "two"))))
                .singleElement()
                .asString()
                .contains("told ADDED a");
    }

    private static List<String> watched(WatchPart part) {
        return HistoryChecker.check(VERSIONS, WRITES, List.of(part));
    }

    @Test
    void aWatchDoesNotTellWhatNobodyHasAskedForYet() {
        WatchPart.Event early = new WatchPart.Event("ADDED", "b", 25, "three", 3);

        assertThat(watched(watch(20, 25, early))).singleElement().asString().contains("before it was asked for");
    }
}
