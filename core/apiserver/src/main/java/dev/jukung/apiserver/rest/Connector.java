package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.http.Request;
import dev.jukung.http.Response;

/** Connects a client with what runs elsewhere: log, exec, attach, portforward and the proxies. Thread-safe. */
@FunctionalInterface
public interface Connector {
    Response connect(Call call, RequestInfo info, Request request) throws InterruptedException;
}
