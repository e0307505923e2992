package dev.jukung.apiserver.auth;

import java.util.ArrayList;
import java.util.List;

/** What is told to the client of a request before it is known what the request is about. Confined to the request's thread. */
public final class RequestWarnings {
    private static final ScopedValue<RequestWarnings> CURRENT = ScopedValue.newInstance();

    private final List<String> texts = new ArrayList<>();

    public RequestWarnings() {}

    /** Tells it to the client of the request that this thread serves, if there is one. */
    public static void add(String text) {
        if (CURRENT.isBound() && !CURRENT.get().texts.contains(text)) {
            CURRENT.get().texts.add(text);
        }
    }

    /** Serves a request; what is added meanwhile is in {@link #texts} then. */
    public <T> T collecting(ScopedValue.CallableOp<T, InterruptedException> served) throws InterruptedException {
        return ScopedValue.where(CURRENT, this).call(served);
    }

    public List<String> texts() {
        return List.copyOf(texts);
    }
}
