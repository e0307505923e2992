package dev.jukung.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clients of Redis and SMTP against servers that answer from a script, one line of answer per line expected. */
class ExternalServicesTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** Answers the n-th command with the n-th answer; a connection ends with the answers. */
    private final class Scripted {
        private final ServerSocket socket;
        private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        Scripted(String greeting, int linesPerCommand, List<List<String>> connections) throws IOException {
            socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            opened.add(socket);
            Thread.ofVirtual().name("scripted").start(() -> {
                for (List<String> answers : connections) {
                    try (Socket connection = socket.accept()) {
                        serve(connection, greeting, linesPerCommand, answers);
                    } catch (IOException e) {
                        seen.add("broken: " + e);
                    }
                }
            });
        }

        private void serve(Socket connection, String greeting, int linesPerCommand, List<String> answers)
                throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = connection.getOutputStream();
            out.write(greeting.getBytes(StandardCharsets.UTF_8));
            for (String answer : answers) {
                StringBuilder command = new StringBuilder();
                if (answer.startsWith("250 queued")) {
                    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                        command.append(line).append('\n');
                    }
                } else {
                    int lines = linesPerCommand > 0 ? linesPerCommand : 2 * count(in.readLine());
                    for (int i = 0; i < lines; i++) {
                        String line = in.readLine();
                        if (linesPerCommand > 0 || i % 2 == 1) {
                            command.append(i > 1 ? " " : "").append(line);
                        }
                    }
                }
                seen.add(command.toString());
                out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }

        private static int count(String line) {
            return line == null ? 0 : Integer.parseInt(line.substring(1));
        }

        String next() throws InterruptedException {
            return String.valueOf(seen.poll(10, TimeUnit.SECONDS));
        }
    }

    private RedisRevocations redis(Scripted server, String password) {
        RedisRevocations revocations = new RedisRevocations(
                new Settings.Redis("127.0.0.1", server.socket.getLocalPort(), password),
                () -> Instant.parse("2026-01-01T12:00:00Z"));
        opened.add(revocations);
        return revocations;
    }

    @Test
    void aRevocationLivesInRedisAsLongAsItsToken() throws Exception {
        Scripted server = new Scripted("", 0, List.of(List.of("+OK", "+OK", ":1", ":0")));
        RedisRevocations revocations = redis(server, "pw");

        revocations.revoke("id1", Instant.parse("2026-01-01T12:01:00Z"));
        assertThat(revocations.revoked("id1")).isTrue();
        assertThat(revocations.revoked("id2")).isFalse();

        assertThat(server.next()).isEqualTo("AUTH pw");
        assertThat(server.next()).isEqualTo("SET revoked:id1 1 EX 61");
        assertThat(server.next()).isEqualTo("EXISTS revoked:id1");
        assertThat(server.next()).isEqualTo("EXISTS revoked:id2");
    }

    @Test
    void aConnectionThatDiedIsReplacedOnce() throws Exception {
        Scripted server = new Scripted("", 0, List.of(List.of("+PONG"), List.of(":1")));
        RedisRevocations revocations = redis(server, "");
        revocations.check();

        assertThat(revocations.revoked("id1")).isTrue();
    }

    @Test
    void aRefusalOfRedisIsToldAsItIs() throws Exception {
        Scripted server = new Scripted("", 0, List.of(List.of("-NOAUTH Authentication required.")));

        assertThatThrownBy(() -> redis(server, "").check())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Redis 127.0.0.1:")
                .hasMessageEndingWith("NOAUTH Authentication required.");
    }

    @Test
    void aNoticeGoesThroughTheRelay() throws Exception {
        Scripted relay = new Scripted(
                "220-welcome\r\n220 ready\r\n",
                1,
                List.of(List.of("250 hello", "250 ok", "250 ok", "354 go on", "250 queued", "221 bye")));
        Notices notices = Notices.smtp(new Settings.Smtp("127.0.0.1", relay.socket.getLocalPort(), "idp@example.com"));

        notices.send("you@example.com", "A subject", "one\n.two");

        assertThat(relay.next()).isEqualTo("EHLO idp-server");
        assertThat(relay.next()).isEqualTo("MAIL FROM:<idp@example.com>");
        assertThat(relay.next()).isEqualTo("RCPT TO:<you@example.com>");
        assertThat(relay.next()).isEqualTo("DATA");
        assertThat(relay.next()).contains("Subject: A subject\n").endsWith("\n\none\n..two\n");
    }

    @Test
    void aHeaderCannotBeSmuggledIntoANotice() {
        Notices notices = Notices.smtp(new Settings.Smtp("127.0.0.1", 1, "idp@example.com"));

        assertThatThrownBy(() -> notices.send("you@example.com\r\nBcc: all@example.com", "s", "t"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("control character");
    }
}
