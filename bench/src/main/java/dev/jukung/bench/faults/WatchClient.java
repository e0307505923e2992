package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.bench.history.Answer;
import dev.jukung.bench.history.Call;
import dev.jukung.bench.history.Request;
import dev.jukung.bench.history.WatchPart;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Lists once and then follows, from wherever the last watch ended, at whichever server. Confined to the thread that runs it. */
final class WatchClient {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int SHORTEST_SECONDS = 5;
    private static final int SECONDS = 30;

    private final String name;
    private final List<Target> servers;
    private final ApiAccess access;
    private final Recorder recorder;
    private final Randomness random;
    private final Clock clock;
    private volatile long reached;
    private boolean listed;

    WatchClient(
            String name, List<Target> servers, ApiAccess access, Recorder recorder, Randomness random, Clock clock) {
        this.name = name;
        this.servers = servers;
        this.access = access;
        this.recorder = recorder;
        this.random = random;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    /** It was told everything up to here, or listed it. */
    long reached() {
        return reached;
    }

    void run(BooleanSupplier stopped) throws InterruptedException {
        while (!stopped.getAsBoolean()) {
            Target server = servers.get(random.below(servers.size()));
            try {
                if (!listed) {
                    list(server);
                } else {
                    watch(server, stopped);
                }
            } catch (IOException _) {
                clock.sleep(PAUSE); // the server is away; what was told until then has been recorded
            }
        }
    }

    private void list(Target server) throws IOException, InterruptedException {
        long started = recorder.now();
        Answer answer = access.ask(server.uri(), new Request.List());
        recorder.add(new Call(name, server.name(), new Request.List(), started, recorder.now(), answer));
        if (answer instanceof Answer.Listed(long revision, var _)) {
            reached = Math.max(reached, revision);
            listed = true;
        } else {
            clock.sleep(PAUSE);
        }
    }

    private void watch(Target server, BooleanSupplier stopped) throws IOException, InterruptedException {
        int seconds = SHORTEST_SECONDS + random.below(SECONDS - SHORTEST_SECONDS);
        ClientRequest request = ClientRequest.get(ApiAccess.path(
                server.uri(),
                "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion=" + reached));
        long from = reached;
        List<WatchPart.Event> events = new ArrayList<>();
        try (ClientResponse response = access.http().send(request)) {
            if (response.status() == 410) {
                gone(server);
                return;
            } else if (response.status() != 200) {
                unexpected(server, response);
                clock.sleep(PAUSE);
                return;
            }
            read(server, response, events, stopped);
        } finally {
            recorder.add(new WatchPart(name, server.name(), from, List.copyOf(events), reached));
        }
    }

    private void unexpected(Target server, ClientResponse response) {
        if (response.status() != 429 && response.status() < 500) {
            recorder.wrong("a watch of " + name + " at " + server.name() + " was answered " + response.status());
        }
    }

    private void read(Target server, ClientResponse response, List<WatchPart.Event> events, BooleanSupplier stopped)
            throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null && !stopped.getAsBoolean(); line = lines.readLine()) {
            ObjectValue event = Json.parseObject(line);
            ObjectValue object = event.object("object");
            switch (event.text("type", "")) {
                case "BOOKMARK" -> bookmark(server, ApiAccess.revision(object));
                case "ERROR" -> {
                    if (object.integer("code", 0) == 410) {
                        gone(server);
                    } else {
                        recorder.wrong("a watch of " + name + " at " + server.name() + " was told " + line);
                    }
                    return;
                }
                case String type -> {
                    Answer.Seen seen = ApiAccess.seen(object);
                    String told = ApiAccess.name(object);
                    if (ApiAccess.isOfLoad(told)) {
                        events.add(new WatchPart.Event(type, told, seen.revision(), seen.token(), recorder.now()));
                        recorder.learn(told, seen.revision(), type.equals("DELETED") ? "" : seen.token());
                    }
                    reached = Math.max(reached, seen.revision());
                }
            }
        }
    }

    private void bookmark(Target server, long revision) {
        if (revision < reached) {
            recorder.wrong("a watch of " + name + " at " + server.name() + " was told " + reached
                    + ", and then a bookmark of " + revision);
        }
        reached = Math.max(reached, revision);
    }

    private void gone(Target server) {
        recorder.add(new Recorder.Gone(name, server.name(), reached, recorder.now()));
        listed = false;
    }
}
