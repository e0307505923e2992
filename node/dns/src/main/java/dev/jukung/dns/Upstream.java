package dev.jukung.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another DNS server. Each question goes out from a port of its own with an id nobody can guess, and only what comes
 * from there, with that id and that question, counts as its answer. Blocking; thread-safe.
 */
final class Upstream {
    /** After so many failures in a row it counts as down until a probe succeeds, as in CoreDNS. */
    private static final int FAILURES_MAX = 2;

    private static final int PACKET_MAX = 4096;

    private final InetSocketAddress address;
    private final SecureRandom ids;
    private final AtomicInteger failures = new AtomicInteger();

    Upstream(InetSocketAddress address, SecureRandom ids) {
        this.address = address;
        this.ids = ids;
    }

    InetSocketAddress address() {
        return address;
    }

    boolean down() {
        return failures.get() >= FAILURES_MAX;
    }

    /** @return whether it counts as down since this failure */
    boolean failed() {
        return failures.incrementAndGet() == FAILURES_MAX;
    }

    void succeeded() {
        failures.set(0);
    }

    /** Over UDP, and over TCP where the answer does not fit. @throws IOException when no answer came in time */
    UpstreamReply ask(Question question, Duration timeout) throws IOException {
        UpstreamReply reply = overUdp(question, timeout);
        return reply.truncated() ? overTcp(question, timeout) : reply;
    }

    private UpstreamReply overUdp(Question question, Duration timeout) throws IOException {
        int id = ids.nextInt(0x10000);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address); // the kernel drops what comes from elsewhere, and tells when nobody listens
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            byte[] packet = question.packet(id);
            socket.send(new DatagramPacket(packet, packet.length));
            byte[] buffer = new byte[PACKET_MAX];
            for (int i = 0; i < STRANGERS_MAX; i++) {
                DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
                socket.receive(answer);
                Optional<UpstreamReply> reply = match(buffer, answer.getLength(), id, question);
                if (reply.isPresent()) {
                    return reply.get();
                }
            }
            throw new IOException("only unfitting answers from " + address);
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer from " + address + " within " + timeout.toMillis() + " ms", e);
        }
    }

    /** Somebody guessing ids gets so many guesses per question. */
    private static final int STRANGERS_MAX = 16;

    private UpstreamReply overTcp(Question question, Duration timeout) throws IOException {
        int id = ids.nextInt(0x10000);
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            byte[] packet = question.packet(id);
            byte[] framed = new byte[packet.length + 2];
            Wire.u16(framed, 0, packet.length);
            System.arraycopy(packet, 0, framed, 2, packet.length);
            socket.getOutputStream().write(framed);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return match(answer, answer.length, id, question)
                    .orElseThrow(() -> new IOException("an unfitting answer from " + address));
        }
    }

    private static Optional<UpstreamReply> match(byte[] bytes, int length, int id, Question question) {
        return length >= Wire.HEADER && Wire.u16(bytes, 0) == id
                ? UpstreamReply.read(bytes, length)
                        .filter(reply -> reply.answersQuestion(question.name(), question.type()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
