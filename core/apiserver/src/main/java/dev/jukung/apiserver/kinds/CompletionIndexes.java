package dev.jukung.apiserver.kinds;

import dev.jukung.schema.GoText;

/** Texts such as {@code 1,3-5,7}: indexes of the Pods of a Job, each larger than the one before. Pure functions. */
final class CompletionIndexes {
    private CompletionIndexes() {}

    /**
     * How many indexes a text has.
     *
     * @param completions every index is below
     * @throws IllegalArgumentException with the reason, in Kubernetes' words
     */
    static long count(String text, long completions) {
        long total = 0;
        long last = -1;
        boolean first = true;
        if (text.isEmpty()) {
            return 0;
        }
        for (String interval : text.split(",", -1)) {
            String[] limits = interval.split("-", -1);
            if (limits.length > 2) {
                throw new IllegalArgumentException("the fragment " + GoText.quote(interval)
                        + " violates the requirement that an index interval can have at most two parts"
                        + " separated by '-'");
            }
            long from = index(limits[0], completions);
            long to = limits.length == 2 ? index(limits[1], completions) : from;
            if (limits.length == 2 && from >= to) {
                throw unordered(from, to);
            }
            if (!first && last >= from) {
                throw unordered(last, from);
            }
            total += to - from + 1;
            last = to;
            first = false;
        }
        return total;
    }

    private static long index(String text, long completions) {
        if (!text.matches("[+-]?[0-9]{1,18}")) {
            throw new IllegalArgumentException("cannot convert string to integer for index: " + GoText.quote(text));
        }
        long index = Long.parseLong(text);
        if (index >= completions) {
            throw new IllegalArgumentException("too large index: " + GoText.quote(text));
        }
        return index;
    }

    private static IllegalArgumentException unordered(long previous, long current) {
        return new IllegalArgumentException("non-increasing order, previous: " + previous + ", current: " + current);
    }
}
