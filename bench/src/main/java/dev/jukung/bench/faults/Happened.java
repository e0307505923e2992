package dev.jukung.bench.faults;

/**
 * A fault as it was. @param began in nanoseconds, as the other times
 * @param healed when it was taken back: the program started again, went on, could be reached
 * @param recovered when the program served again
 */
record Happened(Fault fault, String name, long began, long healed, long recovered) {
    boolean touches(long from, long to) {
        return began <= to && recovered >= from;
    }
}
