package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import java.time.Duration;

/**
 * What the connections of one client share.
 *
 * @param idle how long an unused connection is kept
 * @param silence of a connection in use that calls for a ping
 * @param changed tells the pools that a connection has room or is gone; called on event loops
 */
record ClientContext(Clock clock, Faults faults, Duration idle, Duration silence, Runnable changed) {}
