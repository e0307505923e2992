package dev.jukung.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/** A DNS server that answers as a test tells it, over UDP and TCP, on loopback. */
final class FakeUpstream implements AutoCloseable {
    /** What came in, as {@code protocol name type}. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final UnaryOperator<Message> behaviour;
    private volatile boolean silent;
    private volatile UnaryOperator<byte[]> mangling = bytes -> bytes;

    FakeUpstream(UnaryOperator<Message> behaviour) throws IOException {
        this(behaviour, 0);
    }

    FakeUpstream(UnaryOperator<Message> behaviour, int port) throws IOException {
        this.behaviour = behaviour;
        tcp = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
        Thread.ofVirtual().name("fake upstream udp").start(this::serveUdp);
        Thread.ofVirtual().name("fake upstream tcp").start(this::serveTcp);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
    }

    /** From now on it reads and says nothing. */
    void silent(boolean nothing) {
        silent = nothing;
    }

    /** From now on its UDP packets are changed by this before they go out. */
    void mangle(UnaryOperator<byte[]> change) {
        mangling = change;
    }

    private Message answer(Message query, String protocol) {
        asked.add(protocol + " " + query.getQuestion().getName() + " "
                + org.xbill.DNS.Type.string(query.getQuestion().getType()));
        Message answer = behaviour.apply(query);
        answer.getHeader().setID(query.getHeader().getID());
        answer.getHeader().setFlag(org.xbill.DNS.Flags.QR);
        return answer;
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Message query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
                byte[] wire = mangling.apply(answer(query, "udp").toWire(Wire.UDP_MAX));
                if (!silent) {
                    udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                }
            } catch (SocketException _) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serveTcp() {
        while (true) {
            try (Socket client = tcp.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] wire = answer(new Message(query), "tcp").toWire(Wire.TCP_MAX);
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                out.writeShort(wire.length);
                out.write(wire);
            } catch (SocketException _) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
