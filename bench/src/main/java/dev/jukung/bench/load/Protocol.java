package dev.jukung.bench.load;

/** What is spoken over TLS. */
public enum Protocol {
    /** As kubectl and client-go do: sixteen clients at most share a connection. */
    HTTP_2("HTTP/2", 16),
    /** A connection for each client. */
    HTTP_1_1("HTTP/1.1", 1);

    private final String text;
    private final int clientsPerConnection;

    Protocol(String text, int clientsPerConnection) {
        this.text = text;
        this.clientsPerConnection = clientsPerConnection;
    }

    int connections(int clients) {
        return Math.ceilDiv(clients, clientsPerConnection);
    }

    @Override
    public String toString() {
        return text;
    }
}
