package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to an API server by their paths. What it refuses is an {@link ApiException}; what it warns of goes to the user.
 * Thread-safe.
 */
final class Rest {
    static final String USER_AGENT = "jukung";
    static final String JSON = "application/json";
    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    /** A list of everything that one process could hold. */
    private static final int ANSWER_BYTES_MAX = 512 * 1024 * 1024;

    private static final Pattern WARNING = Pattern.compile("299 \\S+ \"((?:[^\"\\\\]|\\\\.)*)\"");

    private final HttpApiClient api;
    private final Consumer<String> warnings;

    Rest(HttpApiClient api, Consumer<String> warnings) {
        this.api = api;
        this.warnings = warnings;
    }

    ObjectValue get(String path) throws InterruptedException {
        return get(path, JSON);
    }

    ObjectValue get(String path, String accept) throws InterruptedException {
        return call(request("GET", path, accept));
    }

    ObjectValue send(String method, String path, String contentType, Object body) throws InterruptedException {
        return call(request(method, path, JSON).withBody(contentType, Json.bytes(body)));
    }

    /** An answer that comes bit by bit: a log, a watch. The caller closes it. */
    ClientResponse open(String path, String accept) throws InterruptedException {
        return sent(request("GET", path, accept));
    }

    private ClientRequest request(String method, String path, String accept) {
        return ClientRequest.of(method, api.uri(path)).with("Accept", accept).with("User-Agent", USER_AGENT);
    }

    private ObjectValue call(ClientRequest request) throws InterruptedException {
        try (ClientResponse response = sent(request)) {
            for (String warning : response.headers().all("Warning")) {
                Matcher matcher = WARNING.matcher(warning);
                if (matcher.find()) {
                    warnings.accept("Warning: " + matcher.group(1).replaceAll("\\\\(.)", "$1"));
                }
            }
            return Json.parseObject(response.bytes(ANSWER_BYTES_MAX));
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } catch (IOException | ParseException e) {
            throw new ApiException(Reason.UNKNOWN, request + ": " + e.getMessage(), e);
        }
    }

    /** Without a server every command ends, in kubectl's words. */
    private ClientResponse sent(ClientRequest request) throws InterruptedException {
        try {
            return api.send(request);
        } catch (ApiException e) {
            if (e.getCause() instanceof IOException cause) {
                String server = request.uri().getAuthority();
                throw new CommandException(
                        ExitCode.NETWORK,
                        cause instanceof ConnectException
                                ? "The connection to the server " + server
                                        + " was refused - did you specify the right host or port?"
                                : "Unable to connect to the server: " + cause.getMessage(),
                        e);
            }
            throw e;
        }
    }

    static InterruptedException interrupted(InterruptedIOException e) {
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
