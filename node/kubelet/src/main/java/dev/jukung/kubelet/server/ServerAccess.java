package dev.jukung.kubelet.server;

import java.time.Duration;

/**
 * Who may use the kubelet's server. Whose client certificates are believed is said by its TLS.
 *
 * @param anonymous whether requests without credentials have the user {@code system:anonymous}
 * @param tokens whether the API server is asked whose a token is; else tokens are not accepted
 * @param tokensFor how long its answer is kept
 * @param asked whether the API server decides ({@code Webhook}); else everything is allowed ({@code AlwaysAllow})
 * @param allowedFor how long a yes is kept
 * @param refusedFor how long a no is kept
 */
public record ServerAccess(
        boolean anonymous,
        boolean tokens,
        Duration tokensFor,
        boolean asked,
        Duration allowedFor,
        Duration refusedFor) {
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** Nobody is anonymous, the API server decides, and what it takes away is gone after ten seconds. */
    public static final ServerAccess STANDARD = new ServerAccess(false, true, SHORT, true, SHORT, SHORT);
}
