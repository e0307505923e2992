package dev.jukung.examples.idp;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where clients are kept. Thread-safe; methods block. */
interface Clients extends AutoCloseable {
    Optional<Client> find(String id) throws IOException;

    /** Whether the store answers; throws what is wrong with it. */
    void check() throws IOException;

    @Override
    default void close() {}

    static Clients inMemory(List<Client> clients) {
        Map<String, Client> byId =
                clients.stream().collect(Collectors.toUnmodifiableMap(Client::id, Function.identity()));
        return new Clients() {
            @Override
            public Optional<Client> find(String id) {
                return Optional.ofNullable(byId.get(id));
            }

            @Override
            public void check() {}
        };
    }
}
