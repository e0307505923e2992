package dev.jukung.bench.load;

/**
 * What came back, read to its end.
 *
 * @param start at most the first kilobyte of the body, to say what went wrong
 */
record Answer(int status, long bytes, String start) {}
