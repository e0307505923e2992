package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.util.Optional;

/** Requests that another server answers. Thread-safe. */
@FunctionalInterface
public interface Delegation {
    /** Empty where this server answers itself. @param user who asks, authorized already */
    Optional<Response> answer(Request request, User user) throws InterruptedException;
}
