package dev.jukung.bench.history;

import java.util.List;

/**
 * What one watch told from its beginning to its end.
 *
 * @param from the revision after which it was asked to begin
 * @param upTo it said that it has told everything up to here: the last event or bookmark
 */
public record WatchPart(String client, String server, long from, List<Event> events, long upTo) {
    /** @param at when it arrived, in nanoseconds of the clock of all calls */
    public record Event(String type, String object, long revision, String token, long at) {
        String told() {
            return type + " " + object + " at " + revision + " (" + token + ")";
        }
    }
}
