package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.store.Snapshot;

/** What the rules of a kind may look at: the state at the time of the write, who writes, time and chance. */
public record Context(Snapshot snapshot, Kinds kinds, User user, Clock clock, Randomness random) {}
