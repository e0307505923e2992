package dev.jukung.runtime;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;

/** What every active part takes from outside: time, chance, where bugs go and what is counted. */
public record Surroundings(Clock clock, Randomness randomness, Faults faults, LoopMetrics metrics) {}
