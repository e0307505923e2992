package dev.jukung.http;

import dev.jukung.http.HttpServer.Options;
import dev.jukung.http.Incoming.Content;
import dev.jukung.http.ServerStatistics.Refusal;
import dev.jukung.http.pki.TrustBundle.Verification;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Netty ends and plain blocking code begins: each request moves to a virtual thread of its own, so nothing ever
 * blocks an event loop. Thread-safe.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final byte[] NO_BODY = {};

    private final Handler handler;
    private final Options options;
    private final ResponseWriter writer;
    private final Quiescence quiescence;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    Dispatcher(Handler handler, Options options, Quiescence quiescence) {
        this.handler = handler;
        this.quiescence = quiescence;
        this.options = options;
        this.writer = new ResponseWriter(options.clock(), options.timeouts().stalledWrite());
    }

    void start(Exchange exchange, Incoming incoming) {
        Thread thread = Thread.ofVirtual().name(incoming.name()).unstarted(() -> run(exchange, incoming));
        running.add(thread);
        thread.start();
    }

    /** The threads of requests that are being answered. */
    Set<Thread> running() {
        return running;
    }

    void interruptAll() {
        running.forEach(Thread::interrupt);
    }

    private void run(Exchange exchange, Incoming incoming) {
        long start = options.clock().nanos();
        try {
            Request request = request(exchange, incoming);
            Response response = answer(request, incoming.content());
            long bytes = deliver(exchange, request, response);
            Duration took = Duration.ofNanos(options.clock().nanos() - start);
            options.statistics().answered(request, response.status(), bytes, took);
        } catch (InterruptedException e) {
            exchange.abandon("the server is closing");
        } catch (RuntimeException | Error bug) {
            options.faults().report("answering " + incoming.name(), bug);
            exchange.abandon("the response could not be written");
        } finally {
            exchange.ended();
            running.remove(Thread.currentThread());
            quiescence.changed();
        }
    }

    private static Request request(Exchange exchange, Incoming incoming) {
        List<X509Certificate> certificates = List.of();
        Optional<String> certificateError = Optional.empty();
        Optional<Verification> verification = exchange.caller().verification();
        if (verification.isPresent()) {
            switch (verification.get()) {
                case Verification.Verified(List<X509Certificate> chain, Instant _) -> certificates = chain;
                case Verification.Refused(String why) -> certificateError = Optional.of(why);
            }
        }
        return new Request(
                incoming.method(),
                incoming.target().text(),
                incoming.target().path(),
                incoming.target().query(),
                incoming.headers(),
                incoming.content() instanceof Content.Whole(byte[] bytes) ? bytes : NO_BODY,
                exchange.caller().address(),
                certificates,
                certificateError,
                incoming.protocol());
    }

    private Response answer(Request request, Content content) throws InterruptedException {
        return switch (content) {
            case Content.Whole _ -> handle(request);
            case Content.TooLarge _ -> {
                options.statistics().refused(Refusal.TOO_LARGE, request.peer());
                yield options.tooLarge().apply(request);
            }
            case Content.Malformed(int status, String why) -> {
                options.statistics().refused(Refusal.MALFORMED, request.peer());
                yield Response.text(status, status + " " + why);
            }
        };
    }

    private Response handle(Request request) throws InterruptedException {
        try {
            return handler.handle(request);
        } catch (RuntimeException | Error bug) {
            options.faults().report(request.method() + " " + request.path(), bug);
            return Response.text(500, "Internal Server Error");
        }
    }

    private long deliver(Exchange exchange, Request request, Response response) throws InterruptedException {
        try {
            return writer.write(exchange, request, response);
        } catch (InterruptedException e) {
            if (!exchange.clientHasLeft()) {
                throw e;
            }
            return 0; // how a stream ends when its client leaves
        } catch (IOException e) {
            if (!exchange.clientHasLeft()) {
                LOG.debug("the response to {} {} was broken off", request.method(), request.path(), e);
                exchange.abandon("the response was broken off");
            }
            return 0;
        }
    }
}
