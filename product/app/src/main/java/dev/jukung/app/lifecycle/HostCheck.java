package dev.jukung.app.lifecycle;

/**
 * One thing that a cluster needs of a machine.
 *
 * @param what names it, for programs too
 * @param remedy what helps; empty when nothing has to
 */
record HostCheck(String what, Level level, String found, String remedy) {
    /** What it means. */
    enum Level {
        OK,
        /** A cluster works, in part or after {@code up} has done something. */
        NOTE,
        /** {@code up} cannot work. */
        PROBLEM
    }
}
