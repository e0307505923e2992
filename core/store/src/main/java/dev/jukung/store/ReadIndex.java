package dev.jukung.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Asks etcd for the newest revision on behalf of many readers: one question is under way at a time, and all who come
 * meanwhile share the next one, because an answer counts only for those who came before it was asked. Thread-safe.
 */
final class ReadIndex {
    private final Supplier<CompletableFuture<Long>> question;
    private boolean asking; // guarded by this, as all of it
    private Optional<CompletableFuture<Long>> waiting = Optional.empty();

    ReadIndex(Supplier<CompletableFuture<Long>> question) {
        this.question = question;
    }

    CompletableFuture<Long> ask() {
        CompletableFuture<Long> mine;
        synchronized (this) {
            mine = waiting.orElseGet(CompletableFuture::new);
            waiting = Optional.of(mine);
            if (asking) {
                return mine;
            }
            asking = true;
        }
        next();
        return mine;
    }

    private void next() {
        CompletableFuture<Long> readers;
        synchronized (this) {
            if (waiting.isEmpty()) {
                asking = false;
                return;
            }
            readers = waiting.get();
            waiting = Optional.empty();
        }
        question.get().whenComplete((revision, failure) -> {
            if (failure == null) {
                readers.complete(revision);
            } else {
                readers.completeExceptionally(failure);
            }
            next();
        });
    }
}
