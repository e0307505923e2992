package dev.jukung.bench.server;

import dev.jukung.base.Clock;
import dev.jukung.bench.FirstPod;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The ahead-of-time cache of the measured program, made as {@code ./jukung} makes its own: by one training run. */
public final class StartupCache {
    private StartupCache() {}

    /** @return the cache, or empty when this JVM cannot make one */
    public static Optional<Path> make(Path folder, int port, Clock clock) throws IOException, InterruptedException {
        Path cache = folder.resolve("bench.aot");
        ServerCommand command = new ServerCommand(folder.resolve("training"), port, Optional.empty(), Optional.empty());
        try (ServerProcess server = ServerProcess.train(command, cache, clock)) {
            server.awaitReady();
            try (HttpApiClient client = server.client()) {
                FirstPod.awaitReady(client, clock);
            }
        }
        return Optional.of(cache).filter(Files::isRegularFile);
    }
}
