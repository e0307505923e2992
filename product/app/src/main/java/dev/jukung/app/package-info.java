/**
 * The {@code jukung} command. {@link dev.jukung.app.Main} reads the arguments; each command is one class and says what it did
 * by an {@link dev.jukung.app.ExitCode}. Commands that need the API speak HTTP to it like any other client; only
 * {@link dev.jukung.app.ServerCommand} runs a cluster in its own process.
 */
@NullMarked
package dev.jukung.app;

import org.jspecify.annotations.NullMarked;
