package dev.jukung.testkit;

import dev.jukung.base.Clock;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Lets virtual time wait for clients outside. A request is work like any other: it holds the clock while it is
 * answered. What a client then does with an answer, nobody here can see. So while some client watches (an operator in the
 * same test), every event and every answer gives it a little real time, its patience, in which it counts as working.
 * Clients that only ask and never watch cost nothing. Thread-safe.
 */
final class OutsideWork implements Handler {
    private final Handler inner;
    private final Clock virtual;
    private final Clock real;
    private final Duration patience;
    // Guarded by this.
    private int watchers;
    private long until;
    private boolean waiting;
    private Clock.Hold hold = Clock.Hold.NONE;

    OutsideWork(Handler inner, Clock virtual, Clock real, Duration patience) {
        this.inner = inner;
        this.virtual = virtual;
        this.real = real;
        this.patience = patience;
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        try (Clock.Hold _ = virtual.hold()) {
            Response response = inner.handle(request);
            told();
            return new Response(response.status(), response.headers(), observed(response.body()));
        }
    }

    private Response.Body observed(Response.Body body) {
        return switch (body) {
            case Response.Bytes bytes -> bytes;
            case Response.Stream(Response.Writer writer) -> new Response.Stream(sink -> follow(writer, sink));
            case Response.Upgraded(Response.Session session) ->
                new Response.Upgraded((in, out) -> follow(session, in, out));
        };
    }

    private void follow(Response.Session session, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        watching(1);
        try {
            session.serve(in, new ObservedOutput(out));
        } finally {
            watching(-1);
        }
    }

    private void follow(Response.Writer writer, Response.Sink sink) throws IOException, InterruptedException {
        watching(1);
        try {
            writer.write(parts -> {
                sink.send(parts);
                told();
            });
        } finally {
            watching(-1);
        }
    }

    private synchronized void watching(int more) {
        watchers += more;
        told();
    }

    /** Somebody outside was just told something. */
    private synchronized void told() {
        if (watchers == 0) {
            return;
        }
        until = real.nanos() + patience.toNanos();
        if (!waiting) {
            waiting = true;
            hold = virtual.hold();
            real.after(patience, this::look);
        }
    }

    private synchronized void look() {
        long left = until - real.nanos();
        if (left > 0 && watchers > 0) {
            real.after(Duration.ofNanos(left), this::look);
        } else {
            waiting = false;
            hold.close();
        }
    }

    private final class ObservedOutput extends FilterOutputStream {
        ObservedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            told();
        }
    }
}
