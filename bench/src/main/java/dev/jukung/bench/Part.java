package dev.jukung.bench;

import java.io.IOException;

/** Something that is measured by itself, with servers of its own. */
public interface Part {
    /** As on the command line. */
    String name();

    /** Measures, and adds rows to the report as it goes. Leaves nothing running. */
    void measure(Bench bench) throws IOException, InterruptedException;
}
