package dev.jukung.app.client;

import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Follows a watch until the server ends it, for output only: in whatever form the request asked for. */
final class WatchReader {
    private WatchReader() {}

    /** @param changes is told the object (or table) of every change */
    static void follow(ClientResponse response, Consumer<ObjectValue> changes) throws InterruptedException {
        try (response;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectValue event = Json.parseObject(line);
                ObjectValue object = event.object("object");
                switch (event.text("type", "")) {
                    case "BOOKMARK" -> {}
                    case "ERROR" ->
                        throw new ApiException(
                                Reason.fromText(object.text("reason", "")).orElse(Reason.UNKNOWN),
                                object.text("message", ""));
                    default -> changes.accept(object);
                }
            }
        } catch (InterruptedIOException e) {
            throw Rest.interrupted(e);
        } catch (IOException e) {
            throw new ApiException(Reason.UNKNOWN, "watching failed: " + e.getMessage(), e);
        }
    }
}
