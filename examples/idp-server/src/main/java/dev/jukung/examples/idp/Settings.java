package dev.jukung.examples.idp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the environment says: a ConfigMap's keys and a Secret's, and the names of the Pod.
 *
 * @param signingKey a PKCS#8 EC key (P-256) in base64, as {@code openssl} writes it; empty means a new key per process,
 *     which only one replica can live with
 * @param clients who may ask for tokens, before any database is asked
 * @param postgres empty means clients are kept in memory
 * @param redis empty means revocations are kept in memory
 * @param smtp empty means notices are only logged
 * @param drain how long requests are still served after the end was asked for, so that proxies can take note
 */
record Settings(
        int port,
        String issuer,
        String pod,
        String environment,
        Duration tokenLifetime,
        Duration drain,
        Optional<String> signingKey,
        List<Client> clients,
        Optional<Postgres> postgres,
        Optional<Redis> redis,
        Optional<Smtp> smtp) {

    record Postgres(String host, int port, String database, String user, String password) {
        @Override
        public String toString() {
            return user + "@" + host + ":" + port + "/" + database; // never the password
        }
    }

    record Redis(String host, int port, String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    record Smtp(String host, int port, String from) {}

    /** Names every problem at once, so that one restart is enough. */
    static Settings parse(Map<String, String> environment) {
        Reader reader = new Reader(environment, new ArrayList<>());
        Settings settings = new Settings(
                reader.number("PORT", 8080, 0, 65535),
                reader.text("ISSUER").orElse("http://idp-server"),
                reader.text("POD_NAME").orElse("localhost"),
                reader.text("ENVIRONMENT").orElse("local"),
                Duration.ofSeconds(reader.number("TOKEN_LIFETIME_SECONDS", 300, 1, 86_400)),
                Duration.ofMillis(reader.number("DRAIN_MILLIS", 0, 0, 60_000)),
                reader.text("SIGNING_KEY"),
                reader.parsed("CLIENTS", Client::parseAll).orElse(List.of()),
                reader.text("POSTGRES_HOST")
                        .map(host -> new Postgres(
                                host,
                                reader.number("POSTGRES_PORT", 5432, 1, 65535),
                                reader.text("POSTGRES_DATABASE").orElse("idp"),
                                reader.text("POSTGRES_USER").orElse("idp"),
                                reader.text("POSTGRES_PASSWORD").orElse(""))),
                reader.text("REDIS_HOST")
                        .map(host -> new Redis(
                                host,
                                reader.number("REDIS_PORT", 6379, 1, 65535),
                                reader.text("REDIS_PASSWORD").orElse(""))),
                reader.text("SMTP_HOST")
                        .map(host -> new Smtp(
                                host,
                                reader.number("SMTP_PORT", 25, 1, 65535),
                                reader.text("MAIL_FROM").orElse("idp@localhost"))));
        if (!reader.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", reader.problems));
        }
        return settings;
    }

    private record Reader(Map<String, String> environment, List<String> problems) {
        /** An empty variable counts as not set: that is how an overlay unsets one. */
        Optional<String> text(String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
        }

        int number(String name, int absent, int least, int most) {
            return parsed(name, Integer::parseInt)
                    .filter(value -> {
                        if (value < least || value > most) {
                            problems.add(name + " must be between " + least + " and " + most + ", not " + value);
                        }
                        return value >= least && value <= most;
                    })
                    .orElse(absent);
        }

        <T> Optional<T> parsed(String name, Function<String, T> parser) {
            try {
                return text(name).map(parser);
            } catch (IllegalArgumentException e) {
                problems.add(name + ": " + e.getMessage());
                return Optional.empty();
            }
        }
    }
}
