package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.bench.history.Answer;
import dev.jukung.bench.history.Call;
import dev.jukung.bench.history.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/** Writes and reads, one request after another, at one server or at all in turn. Confined to the thread that runs it. */
final class LoadClient {
    /** Few, so that clients get into each other's way. */
    private static final int OBJECTS = 40;

    private static final Duration PAUSE_MAX = Duration.ofMillis(60);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private final String name;
    private final List<Target> servers;
    private final Set<Availability.Kind> kinds;
    private final ApiAccess access;
    private final Recorder recorder;
    private final Lock turn;
    private final Randomness random;
    private final Clock clock;
    private int written;

    /** @param turn held during each request */
    LoadClient(
            String name,
            List<Target> servers,
            Set<Availability.Kind> kinds,
            ApiAccess access,
            Recorder recorder,
            Lock turn,
            Randomness random,
            Clock clock) {
        this.name = name;
        this.servers = servers;
        this.kinds = kinds;
        this.access = access;
        this.recorder = recorder;
        this.turn = turn;
        this.random = random;
        this.clock = clock;
    }

    void run(BooleanSupplier stopped) throws InterruptedException {
        while (!stopped.getAsBoolean()) {
            Target server = servers.get(random.below(servers.size()));
            turn.lockInterruptibly();
            Answer answer;
            try {
                answer = call(server, next());
            } finally {
                turn.unlock();
            }
            clock.sleep(
                    answer.decided()
                            ? Duration.ofMillis(random.below((int) PAUSE_MAX.toMillis()))
                            : PAUSE_AFTER_FAILURE);
        }
    }

    private Request next() {
        Request request = any();
        while (!kinds.contains(Availability.Kind.of(request))) {
            request = any();
        }
        return request;
    }

    private Request any() {
        String object = "o" + random.below(OBJECTS);
        Recorder.Known known = recorder.known(object);
        int dice = random.below(100);
        if (dice < 20) {
            return new Request.Get(object);
        } else if (dice < 28) {
            return new Request.List();
        } else if (dice < 40) {
            return new Request.CachedList(random.below(2) == 0 ? 0 : recorder.newest());
        } else if (known.token().isEmpty()) {
            return write(Request.Verb.CREATE, object, 0);
        } else if (dice < 50) {
            return write(Request.Verb.PATCH, object, 0);
        } else if (dice < 60) {
            return new Request.Write(Request.Verb.DELETE, object, "", known.revision());
        }
        return write(Request.Verb.UPDATE, object, known.revision());
    }

    private Request write(Request.Verb verb, String object, long precondition) {
        return new Request.Write(verb, object, name + "-" + written++, precondition);
    }

    private Answer call(Target server, Request request) throws InterruptedException {
        long started = recorder.now();
        Answer answer;
        try {
            answer = access.ask(server.uri(), request);
        } catch (ApiAccess.UnexpectedAnswer e) {
            answer = new Answer.Broken(String.valueOf(e.getMessage()));
            recorder.wrong(name + " at " + server.name() + ", " + request + ": " + e.getMessage());
        } catch (IOException e) {
            answer = new Answer.Broken(String.valueOf(e.getMessage()));
        }
        recorder.add(new Call(name, server.name(), request, started, recorder.now(), answer));
        learn(request, answer);
        return answer;
    }

    private void learn(Request request, Answer answer) {
        switch (answer) {
            case Answer.Written(long revision)
            when request instanceof Request.Write write ->
                recorder.learn(write.object(), revision == 0 ? write.precondition() + 1 : revision, write.token());
            case Answer.Found(Answer.Seen seen)
            when request instanceof Request.Get(String object) -> recorder.learn(object, seen.revision(), seen.token());
            case Answer.Absent _
            when request instanceof Request.Write write ->
                recorder.learn(write.object(), recorder.known(write.object()).revision() + 1, "");
            case Answer.Listed(long _, var objects) ->
                objects.forEach((object, seen) -> recorder.learn(object, seen.revision(), seen.token()));
            default -> {}
        }
    }
}
