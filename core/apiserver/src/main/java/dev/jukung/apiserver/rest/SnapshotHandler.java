package dev.jukung.apiserver.rest;

import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.StoreArchive;
import dev.jukung.store.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * {@code GET /debug/snapshot}: all that is stored, as of one revision, in the form of {@link StoreArchive}; for whoever may get
 * that path. Nobody who writes waits for it. Thread-safe.
 */
final class SnapshotHandler implements Handler {
    private static final String PATH = "/debug/snapshot";

    private final RevisionStore store;

    SnapshotHandler(RevisionStore store) {
        this.store = store;
    }

    static boolean serves(Request request) {
        return request.path().equals(PATH);
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        if (!request.method().equals("GET")) {
            throw Refusals.methodNotAllowed();
        }
        ByteArrayOutputStream archive = new ByteArrayOutputStream(); // compressed: a tenth of what is in memory anyway
        try {
            StoreArchive.write(store.current(), archive);
        } catch (StoreUnavailableException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Response.of(200, "application/octet-stream", archive.toByteArray());
    }
}
