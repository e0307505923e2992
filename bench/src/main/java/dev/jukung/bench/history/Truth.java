package dev.jukung.bench.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All versions of all objects in the order of their revisions, as etcd has them. A place is an index in that order. */
final class Truth {
    private final List<Version> versions;
    private final Map<Long, Integer> placeOf = new HashMap<>();
    private final Map<String, List<Integer>> placesOf = new HashMap<>();
    private final int[] previous;
    private final int[] next;

    Truth(List<Version> told) {
        versions = told.stream().sorted(Comparator.comparing(Version::revision)).toList();
        previous = new int[versions.size()];
        next = new int[versions.size()];
        Map<String, Integer> last = new HashMap<>();
        for (int place = 0; place < versions.size(); place++) {
            Version version = versions.get(place);
            if (placeOf.put(version.revision(), place) != null) {
                throw new IllegalArgumentException("two objects at revision " + version.revision());
            }
            placesOf.computeIfAbsent(version.object(), _ -> new ArrayList<>()).add(place);
            previous[place] = last.getOrDefault(version.object(), -1);
            next[place] = versions.size();
            if (previous[place] >= 0) {
                next[previous[place]] = place;
            }
            last.put(version.object(), place);
        }
    }

    int size() {
        return versions.size();
    }

    Version at(int place) {
        return versions.get(place);
    }

    /** The place of the version of {@code object} with exactly this revision. */
    Optional<Integer> place(String object, long revision) {
        return Optional.ofNullable(placeOf.get(revision))
                .filter(place -> versions.get(place).object().equals(object));
    }

    /** The place of the last version of whatever object that is not after {@code revision}; -1 before the first. */
    int floor(long revision) {
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The version of the same object before; empty before its first. */
    Optional<Version> before(int place) {
        return previous[place] < 0 ? Optional.empty() : Optional.of(versions.get(previous[place]));
    }

    /** The place of the next version of the same object; {@link #size} when there is none. */
    int after(int place) {
        return next[place];
    }

    boolean existedBefore(int place) {
        return before(place).flatMap(Version::token).isPresent();
    }

    /** In order; empty for an object that never was. */
    List<Integer> places(String object) {
        return placesOf.getOrDefault(object, List.of());
    }
}
