package dev.jukung.examples.idp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Tells people by e-mail. Thread-safe; methods block. */
interface Notices {
    void send(String to, String subject, String text) throws IOException;

    static Notices logged() {
        return (to, subject, _) -> Log.line("notice to " + to + " (no SMTP_HOST, not sent): " + subject);
    }

    /** Over plain SMTP (RFC 5321) to a relay, such as the one Amazon SES or a sidecar offers inside the network. */
    static Notices smtp(Settings.Smtp settings) {
        return (to, subject, text) -> {
            if ((to + subject).chars().anyMatch(c -> c < ' ')) {
                throw new IOException("a control character in the address or subject");
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(settings.host(), settings.port()), 3_000);
                socket.setSoTimeout(5_000);
                Dialogue relay = new Dialogue(
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                        socket.getOutputStream());
                relay.expect(220);
                relay.say("EHLO idp-server", 250);
                relay.say("MAIL FROM:<" + settings.from() + ">", 250);
                relay.say("RCPT TO:<" + to + ">", 250);
                relay.say("DATA", 354);
                relay.say(
                        "From: <" + settings.from() + ">\r\nTo: <" + to + ">\r\nSubject: " + subject
                                + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                                + text.replace("\r", "").replace("\n", "\r\n").replace("\r\n.", "\r\n..") + "\r\n.",
                        250);
                relay.say("QUIT", 221);
            }
        };
    }

    /** One exchange with a relay. Confined to one thread. */
    record Dialogue(BufferedReader in, OutputStream out) {
        void say(String command, int expected) throws IOException {
            out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            expect(expected);
        }

        void expect(int code) throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            if (line == null || !line.startsWith(Integer.toString(code))) {
                throw new IOException("the mail relay answered " + line + " where " + code + " was expected");
            }
        }
    }
}
