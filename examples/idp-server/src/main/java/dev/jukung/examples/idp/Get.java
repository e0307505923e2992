package dev.jukung.examples.idp;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client in one method: {@code HttpURLConnection} is in java.base, so the image needs no further module for it. */
final class Get {
    private static final int TIMEOUT_MILLIS = 5_000;

    private Get() {}

    /** Prints what all URLs answer, one after the other; returns 0 if all answers are below 400. */
    static int printAll(List<String> urls, PrintStream out) {
        return urls.stream().mapToInt(url -> print(url, out)).max().orElse(1);
    }

    /** Prints the answer's body; returns 0 for an answer below 400, 1 for another or none. */
    static int print(String url, PrintStream out) {
        try {
            return ask(url, out);
        } catch (IOException e) {
            out.println(url + ": " + e);
            return 1;
        }
    }

    private static int ask(String url, PrintStream out) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close"); // so that each request may reach another replica
        int code = connection.getResponseCode();
        try (InputStream body = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            out.println(body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8).stripTrailing());
        }
        return code < 400 ? 0 : 1;
    }
}
