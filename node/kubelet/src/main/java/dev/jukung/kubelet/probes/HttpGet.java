package dev.jukung.kubelet.probes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One GET of a probe or hook: a connection of its own, any header (also Host, which the JDK's client forbids), certificates not checked,
 * because probes ask containers by address. Redirects to the same host are followed. Thread-safe; blocks.
 */
public final class HttpGet {
    private static final int REDIRECTS_MAX = 10;
    private static final int LINE_MAX = 16 * 1024;
    private static final int HEADERS_MAX = 200;
    /** As much of an answer as is ever shown. */
    private static final int BODY_MAX = 10 * 1024;

    private static final SSLContext TLS = trustingAll();

    /** An answer, or why there is none, in the words of Go's client. */
    public sealed interface Result {
        record Answer(int status, String body) implements Result {}

        record Failed(String message) implements Result {}
    }

    /** One header field of the request. */
    public record Header(String name, String value) {}

    private record Response(int status, Map<String, String> headers, String body) {}

    private HttpGet() {}

    public static Result get(URI uri, List<Header> headers, Duration timeout) {
        URI target = uri;
        try {
            for (int i = 0; i <= REDIRECTS_MAX; i++) {
                Response response = exchange(target, headers, timeout);
                Optional<URI> next = redirect(target, response);
                if (next.isEmpty() || !next.get().getHost().equals(uri.getHost())) {
                    return new Result.Answer(response.status(), response.body());
                }
                target = next.get();
            }
            return new Result.Failed(text(target) + ": stopped after 10 redirects");
        } catch (SocketTimeoutException _) {
            return new Result.Failed(
                    text(target) + ": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (ConnectException | NoRouteToHostException e) {
            return new Result.Failed(text(target) + ": " + dial(host(target), port(target), e));
        } catch (IOException e) {
            return new Result.Failed(text(target) + ": " + e.getMessage());
        }
    }

    /** How Go words a failed connection. */
    static String dial(String host, int port, IOException e) {
        String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        String cause =
                why.contains("refused") ? "connection refused" : why.contains("route") ? "no route to host" : why;
        return "dial tcp " + host + ":" + port + ": connect: " + cause;
    }

    private static String text(URI uri) {
        return "Get \"" + uri + "\"";
    }

    private static Optional<URI> redirect(URI from, Response response) {
        boolean redirects = List.of(301, 302, 303, 307, 308).contains(response.status());
        return redirects
                ? Optional.ofNullable(response.headers().get("location")).map(from::resolve)
                : Optional.empty();
    }

    private static String host(URI uri) {
        return uri.getHost();
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    private static Response exchange(URI uri, List<Header> headers, Duration timeout) throws IOException {
        int millis = Math.toIntExact(Math.max(1, timeout.toMillis()));
        String address = host(uri).replaceAll("^\\[|]$", "");
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port(uri)), millis);
            plain.setSoTimeout(millis);
            plain.setTcpNoDelay(true);
            if (!uri.getScheme().equals("https")) {
                return exchange(plain, uri, headers);
            }
            try (Socket secure = TLS.getSocketFactory().createSocket(plain, address, port(uri), true)) {
                return exchange(secure, uri, headers);
            }
        }
    }

    private static Response exchange(Socket socket, URI uri, List<Header> headers) throws IOException {
        StringBuilder request = new StringBuilder("GET ");
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        request.append(path).append(uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        request.append(" HTTP/1.1\r\n");
        if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Host"))) {
            request.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
        }
        headers.forEach(header -> request.append(header.name())
                .append(": ")
                .append(header.value())
                .append("\r\n"));
        request.append("Connection: close\r\n\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String statusLine = line(in);
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("\\d{3}")) {
            throw new IOException("malformed HTTP response \"" + statusLine + "\"");
        }
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0 && fields.size() < HEADERS_MAX) {
                fields.put(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        return new Response(Integer.parseInt(words[1]), fields, body(in, fields));
    }

    private static String body(InputStream in, Map<String, String> fields) throws IOException {
        String length = fields.getOrDefault("content-length", "");
        int wanted = length.matches("\\d{1,9}") ? Math.min(Integer.parseInt(length), BODY_MAX) : BODY_MAX;
        return new String(in.readNBytes(wanted), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException(line.size() == 0 ? "EOF" : "unexpected EOF");
            }
            if (line.size() > LINE_MAX) {
                throw new IOException("header line too long");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverything()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** Kubernetes does not check the certificates of probed containers. */
    private static final class TrustEverything extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
