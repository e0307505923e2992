package dev.jukung.store;

import java.util.Optional;

/** One key before and after a commit; empty means absent. */
public record Change(Key key, Optional<Entry> before, Optional<Entry> after) {}
