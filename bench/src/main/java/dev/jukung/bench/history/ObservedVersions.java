package dev.jukung.bench.history;

import dev.jukung.bench.history.Request.Verb;
import dev.jukung.bench.history.Request.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All versions of all objects as far as clients have seen them, for a store that does not keep its history over a restart. What
 * nobody saw is left out, but for what must have been, as something else tells: a deletion between a version and the next creation or a list
 * without the object, and a creation that was not answered before a change of the object. Their revisions are chosen so that they agree with
 * all lists, if any do.
 */
public final class ObservedVersions {
    private final List<Call> calls;
    private final Map<String, NavigableMap<Long, Version>> versions = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();
    private final Map<String, Call> writers = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();

    private ObservedVersions(List<Call> calls) {
        this.calls = calls;
    }

    /**
     * @param versions in the order of their revisions
     * @param contradictions where one revision was shown as two different things
     */
    public record Seen(List<Version> versions, List<String> contradictions) {}

    public static Seen of(List<Call> calls, List<WatchPart> watches) {
        ObservedVersions observed = new ObservedVersions(calls);
        calls.forEach(observed::read);
        watches.forEach(watch -> watch.events().forEach(observed::read));
        observed.versions.forEach((object, known) -> observed.creations(object, known));
        observed.versions.forEach((object, known) -> observed.deletions(object, known));
        List<Version> all = observed.versions.values().stream()
                .flatMap(known -> known.values().stream())
                .toList();
        return new Seen(all, List.copyOf(observed.contradictions));
    }

    private void read(Call call) {
        if (call.request() instanceof Write write && write.verb() != Verb.DELETE) {
            writers.put(write.token(), call);
            if (call.answer() instanceof Answer.Written(long revision)) {
                add(new Version(revision, write.object(), Optional.of(write.token())));
            }
        } else if (call.request() instanceof Request.Get(String object)
                && call.answer() instanceof Answer.Found(Answer.Seen seen)) {
            add(new Version(seen.revision(), object, Optional.of(seen.token())));
        } else if (call.answer() instanceof Answer.Listed(long _, Map<String, Answer.Seen> objects)) {
            objects.forEach((object, seen) -> add(new Version(seen.revision(), object, Optional.of(seen.token()))));
        }
    }

    private void read(WatchPart.Event event) {
        add(new Version(
                event.revision(),
                event.object(),
                event.type().equals("DELETED") ? Optional.empty() : Optional.of(event.token())));
    }

    private void add(Version version) {
        Version before = of(version.object()).putIfAbsent(version.revision(), version);
        if (before == null) {
            if (!taken.add(version.revision())) {
                contradictions.add("two objects have one revision, one of them is " + version);
                of(version.object()).remove(version.revision());
            }
        } else if (!before.equals(version)) {
            contradictions.add("one revision was told as two things: " + before + ", " + version);
        }
    }

    private NavigableMap<Long, Version> of(String object) {
        return versions.computeIfAbsent(object, _ -> new TreeMap<>());
    }

    /** A creation without an answer, that nobody saw before somebody changed what it had made. */
    private void creations(String object, NavigableMap<Long, Version> known) {
        for (Version version : List.copyOf(known.values())) {
            Optional<Version> before =
                    Optional.ofNullable(known.lowerEntry(version.revision())).map(Map.Entry::getValue);
            boolean existed = before.flatMap(Version::token).isPresent();
            if (version.token().isPresent() && !existed && verb(version) != Verb.CREATE) {
                long after = before.map(Version::revision).orElse(0L);
                unseenCreation(object)
                        .flatMap(token -> free(after, version.revision() - 1)
                                .map(revision -> new Version(revision, object, Optional.of(token))))
                        .ifPresent(this::add);
            }
        }
    }

    private Verb verb(Version version) {
        Call writer = writers.get(version.token().orElseThrow());
        return writer != null && writer.request() instanceof Write write ? write.verb() : Verb.CREATE;
    }

    private Optional<String> unseenCreation(String object) {
        Set<String> seen = new HashSet<>();
        of(object).values().forEach(version -> version.token().ifPresent(seen::add));
        return calls.stream()
                .filter(call -> !call.answer().decided()
                        && call.request() instanceof Write write
                        && write.verb() == Verb.CREATE
                        && write.object().equals(object)
                        && !seen.contains(write.token()))
                .min(Comparator.comparing(Call::started)) // which constrains least
                .map(call -> ((Write) call.request()).token());
    }

    /** What was there and is not any more has been deleted, though nobody was told when. */
    private void deletions(String object, NavigableMap<Long, Version> known) {
        for (Version version : List.copyOf(known.values())) {
            if (version.token().isEmpty()) {
                continue;
            }
            Optional<Version> next =
                    Optional.ofNullable(known.higherEntry(version.revision())).map(Map.Entry::getValue);
            boolean createdAnew = next.isPresent() && next.get().token().isPresent() && verb(next.get()) == Verb.CREATE;
            long end = next.map(Version::revision).orElse(Long.MAX_VALUE);
            long first = version.revision();
            long lastWith = first;
            long firstWithout = end;
            for (Call call : calls) {
                if (call.answer() instanceof Answer.Listed(long revision, Map<String, Answer.Seen> objects)
                        && revision >= first
                        && revision < end) {
                    if (objects.containsKey(object)) {
                        lastWith = Math.max(lastWith, revision);
                    } else {
                        firstWithout = Math.min(firstWithout, revision);
                    }
                }
            }
            if (createdAnew || (next.isEmpty() && firstWithout < end)) {
                free(lastWith, firstWithout == end ? end - 1 : firstWithout)
                        .ifPresent(revision -> add(new Version(revision, object, Optional.empty())));
            }
        }
    }

    /** The highest revision after {@code above} and up to {@code upTo} that is of nothing else. */
    private Optional<Long> free(long above, long upTo) {
        for (long revision = upTo; revision > above; revision--) {
            if (!taken.contains(revision)) {
                return Optional.of(revision);
            }
        }
        return Optional.empty();
    }
}
