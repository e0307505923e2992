package dev.jukung.network;

import dev.jukung.model.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node with pods on a bridge, a second node's pod behind it and a client outside, each in its own network namespace.
 * Servers answer with their name and the address they saw.
 *
 * <pre>
 *   pod-a 10.88.0.2 ─┐
 *   pod-b 10.88.0.3 ─┤ node-a (bridge 10.88.0.1, outside 192.168.50.1) ─── outside 192.168.50.9
 *                    │ (default route: uplink 192.168.60.9, where nobody answers)
 *                    └──────────────────────────────────────────────── pod-c 10.88.1.2 (as on node-b)
 * </pre>
 */
@SuppressWarnings("try")
final class Lab implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 1500;
    private static final String REFUSED = "refused";
    private static final String SILENT = "silent";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, NetworkNamespace> namespaces = new TreeMap<>();

    Lab() throws Exception {
        try {
            NetworkNamespace node = namespace("node");
            node.ip("link add br0 type bridge");
            node.ip("addr add 10.88.0.1/24 dev br0");
            node.ip("addr add fd00:88::1/64 dev br0 nodad");
            node.ip("link set br0 up");
            pod("pod-a", 2);
            pod("pod-b", 3);
            link("outside", "192.168.50.1/24", "192.168.50.9/24", "192.168.50.1");
            link("pod-c", "10.88.1.1/24", "10.88.1.2/24", "10.88.1.1");
            link("uplink", "192.168.60.1/24", "192.168.60.9/24", "192.168.60.1");
            node.ip("route add default via 192.168.60.9");
            node.ip("-6 route add default dev br0");
            node.sysctl("net.ipv4.ip_forward", "1");
            node.sysctl("net.ipv6.conf.all.forwarding", "1");
            node.sysctl("net.bridge.bridge-nf-call-iptables", "1");
            node.sysctl("net.bridge.bridge-nf-call-ip6tables", "1");
            node.sysctl("net.ipv4.conf.all.route_localnet", "1");
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    NetworkNamespace namespace(String name) throws Exception {
        NetworkNamespace namespace = namespaces.get(name);
        if (namespace == null) {
            namespace = new NetworkNamespace("jktest-" + name);
            open.push(namespace);
            namespaces.put(name, namespace);
        }
        return namespace;
    }

    private void pod(String name, int host) throws Exception {
        NetworkNamespace pod = namespace(name);
        namespace("node").ip("link add " + name + " type veth peer name eth0 netns " + pod.name());
        namespace("node").ip("link set " + name + " master br0 up");
        namespace("node").ip("link set " + name + " type bridge_slave hairpin on");
        pod.ip("link set eth0 up");
        pod.ip("addr add 10.88.0." + host + "/24 dev eth0");
        pod.ip("addr add fd00:88::" + host + "/64 dev eth0 nodad");
        pod.ip("route add default via 10.88.0.1");
        pod.ip("route add default via fd00:88::1");
    }

    private void link(String name, String here, String there, String gateway) throws Exception {
        NetworkNamespace other = namespace(name);
        namespace("node").ip("link add " + name + " type veth peer name eth0 netns " + other.name());
        namespace("node").ip("addr add " + here + " dev " + name);
        namespace("node").ip("link set " + name + " up");
        other.ip("addr add " + there + " dev eth0");
        other.ip("link set eth0 up");
        other.ip("route add default via " + gateway);
    }

    /** Starts a TCP server in a namespace. */
    void serve(String name, int port) throws Exception {
        ServerSocket server = namespace(name).call(() -> {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(port));
            return socket;
        });
        open.push(server);
        Thread.ofPlatform().daemon().name("server " + name).start(() -> accept(name, server));
    }

    private static void accept(String name, ServerSocket server) {
        while (true) {
            try (Socket client = server.accept()) {
                client.getOutputStream()
                        .write((name + " " + Addresses.text(client.getInetAddress())).getBytes(StandardCharsets.UTF_8));
            } catch (SocketException _) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a UDP server in a namespace. */
    void serveUdp(String name, int port) throws Exception {
        serveUdp(name, "0.0.0.0", port);
    }

    /** On one address: a UDP server on all of them may answer from another one than it was asked at. */
    void serveUdp(String name, String address, int port) throws Exception {
        DatagramSocket server = namespace(name)
                .call(() -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), port)));
        open.push(server);
        Thread.ofPlatform().daemon().name("server " + name).start(() -> {
            byte[] buffer = new byte[512];
            while (true) {
                try {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    server.receive(packet);
                    byte[] answer = (name + " " + Addresses.text(packet.getAddress())).getBytes(StandardCharsets.UTF_8);
                    server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (SocketException _) {
                    return; // closed
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** Connects from a namespace; the server's answer, {@code refused} or {@code silent}. */
    String tcp(String from, String address, int port) throws Exception {
        return namespace(from).call(() -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), TIMEOUT_MILLIS);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketTimeoutException | NoRouteToHostException _) {
                return SILENT; // dropped, or sent to the uplink where nobody answers
            } catch (ConnectException _) {
                return REFUSED;
            }
        });
    }

    /** A UDP client that keeps its port, so that its packets are one flow. */
    DatagramSocket udpClient(String from) throws Exception {
        DatagramSocket socket = namespace(from).call(() -> new DatagramSocket());
        open.push(socket);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    String udp(DatagramSocket socket, String address, int port) throws Exception {
        socket.send(new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(InetAddress.ofLiteral(address), port)));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        try {
            socket.receive(answer);
        } catch (SocketTimeoutException _) {
            return SILENT;
        }
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }

    /** How often each answer came. */
    Map<String, Integer> tcpMany(String from, String address, int port, int times) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(tcp(from, address, port), 1, Integer::sum);
        }
        return counts;
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
