package dev.jukung.controllers.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A set of completion indexes, kept and written as intervals: {@code 1,3-5,7}. Immutable. */
final class Indexes {
    static final Indexes NONE = new Indexes(List.of());

    private record Interval(int first, int last) {}

    private final List<Interval> intervals; // in order, none touching the next

    private Indexes(List<Interval> intervals) {
        this.intervals = intervals;
    }

    /** What is not readable, or beyond the completions, is left out. */
    static Indexes parse(String text, int completions) {
        TreeSet<Interval> found = new TreeSet<>((a, b) -> Integer.compare(a.first(), b.first()));
        for (String part : text.split(",")) {
            if (part.matches("\\d{1,9}(-\\d{1,9})?")) {
                String[] limits = part.split("-");
                int first = Integer.parseInt(limits[0]);
                int last = Math.min(Integer.parseInt(limits[limits.length - 1]), completions - 1);
                if (first <= last) {
                    found.add(new Interval(first, last));
                }
            }
        }
        return new Indexes(joined(List.copyOf(found)));
    }

    static Indexes of(Collection<Integer> indexes) {
        List<Interval> single = new TreeSet<>(indexes)
                .stream().map(index -> new Interval(index, index)).toList();
        return new Indexes(joined(single));
    }

    Indexes and(Indexes others) {
        List<Interval> all = new ArrayList<>(intervals);
        all.addAll(others.intervals);
        all.sort((a, b) -> Integer.compare(a.first(), b.first()));
        return new Indexes(joined(all));
    }

    Indexes and(Collection<Integer> indexes) {
        return indexes.isEmpty() ? this : and(of(indexes));
    }

    private static List<Interval> joined(List<Interval> sorted) {
        List<Interval> result = new ArrayList<>();
        for (Interval interval : sorted) {
            Interval last = result.isEmpty() ? null : result.getLast();
            if (last == null || interval.first() > last.last() + 1) {
                result.add(interval);
            } else if (interval.last() > last.last()) {
                result.set(result.size() - 1, new Interval(last.first(), interval.last()));
            }
        }
        return List.copyOf(result);
    }

    boolean has(int index) {
        return intervals.stream().anyMatch(interval -> interval.first() <= index && index <= interval.last());
    }

    int count() {
        return intervals.stream()
                .mapToInt(interval -> interval.last() - interval.first() + 1)
                .sum();
    }

    /** How many indexes are in both. */
    int common(Indexes others) {
        int count = 0;
        for (Interval a : intervals) {
            for (Interval b : others.intervals) {
                count += Math.max(0, Math.min(a.last(), b.last()) - Math.max(a.first(), b.first()) + 1);
            }
        }
        return count;
    }

    /** The first indexes that are not in this set. */
    List<Integer> missing(int count, int completions) {
        List<Integer> result = new ArrayList<>();
        int candidate = 0;
        for (Interval interval : intervals) {
            while (candidate < Math.min(completions, interval.first()) && result.size() < count) {
                result.add(candidate++);
            }
            candidate = Math.max(candidate, interval.last() + 1);
        }
        while (candidate < completions && result.size() < count) {
            result.add(candidate++);
        }
        return result;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Interval interval : intervals) {
            text.append(text.isEmpty() ? "" : ",").append(interval.first());
            if (interval.last() > interval.first()) {
                text.append(interval.last() == interval.first() + 1 ? "," : "-").append(interval.last());
            }
        }
        return text.toString();
    }
}
