package dev.jukung.bench.load;

import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.runtime.ClusterAccess;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** HTTP/1.1 with keep-alive on one TLS socket; as little of it as an API server's answers need. One thread at a time. */
final class Http1Connection implements Connection {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int START_BYTES = 1024;
    private static final char[] NO_PASSWORD = {};

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private final byte[] scratch = new byte[BUFFER_BYTES];

    private Http1Connection(SSLSocket socket, String host) throws IOException {
        this.socket = socket;
        this.host = host;
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = socket.getOutputStream();
    }

    static Http1Connection open(URI server, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        return new Http1Connection(socket, server.getHost() + ":" + server.getPort());
    }

    /** The TLS side of all connections to a server: to make it takes longer than many requests. */
    static SSLContext context(ClusterAccess access) throws IOException {
        try {
            return context(access.tls());
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS client can be made of the kubeconfig", e);
        }
    }

    private static SSLContext context(ClientTls tls) throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        if (tls.trust() instanceof ClientTls.Trust.Authorities(var bundle)) {
            for (X509Certificate authority : bundle.get().certificates()) {
                trusted.setCertificateEntry("ca-" + trusted.size(), authority);
            }
        }
        KeyStore own = emptyStore();
        Optional<TlsIdentity> identity = tls.identity().get();
        if (identity.isPresent()) {
            own.setKeyEntry(
                    "client",
                    identity.get().key(),
                    NO_PASSWORD,
                    identity.get().chain().toArray(Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, NO_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    @Override
    public Answer send(Exchange exchange) throws IOException {
        out.write(bytes(exchange));
        out.flush();
        Head head = head();
        Content content = new Content();
        if (head.chunked()) {
            for (long length = chunk(); length > 0; length = chunk()) {
                content.take(length);
                line(); // the end of the chunk
            }
            line(); // no trailers
        } else {
            content.take(head.length());
        }
        return new Answer(head.status(), content.bytes, content.start.toString(StandardCharsets.UTF_8));
    }

    private byte[] bytes(Exchange exchange) {
        StringBuilder head = new StringBuilder(256)
                .append(exchange.method())
                .append(' ')
                .append(exchange.target())
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nAccept: application/json\r\nUser-Agent: jukung-bench\r\n");
        if (!exchange.contentType().isEmpty()) {
            head.append("Content-Type: ")
                    .append(exchange.contentType())
                    .append("\r\nContent-Length: ")
                    .append(exchange.body().length)
                    .append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + exchange.body().length);
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(exchange.body());
        return bytes.toByteArray();
    }

    /** The part of a response's head that matters for reading on. */
    private record Head(int status, long length, boolean chunked) {}

    private Head head() throws IOException {
        String first = line();
        if (!first.startsWith("HTTP/1.1 ")) {
            throw new IOException("no HTTP/1.1 answer: " + first);
        }
        long length = 0;
        boolean chunked = false;
        for (String field = line(); !field.isEmpty(); field = line()) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(lower.indexOf(':') + 1).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
        }
        return new Head(Integer.parseInt(first.substring(9, 12)), length, chunked);
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().split(";", 2)[0].strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** The body while it is read. */
    private final class Content {
        private final ByteArrayOutputStream start = new ByteArrayOutputStream();
        private long bytes;

        void take(long length) throws IOException {
            long left = length;
            while (left > 0) {
                int read = in.read(scratch, 0, (int) Math.min(left, scratch.length));
                if (read < 0) {
                    throw new EOFException("the body ends " + left + " bytes too early");
                }
                start.write(scratch, 0, Math.clamp(START_BYTES - start.size(), 0, read));
                left -= read;
                bytes += read;
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a connection of the load generator", e);
        }
    }
}
