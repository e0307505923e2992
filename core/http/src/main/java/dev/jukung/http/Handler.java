package dev.jukung.http;

/** Turns a request into a response. It may block: every request has its own virtual thread. */
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws InterruptedException;
}
