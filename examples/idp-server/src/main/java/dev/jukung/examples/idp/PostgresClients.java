package dev.jukung.examples.idp;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;

/**
 * Clients in PostgreSQL. The table is made and the clients of the settings are added when the database is first reached:
 * a database that is not up yet makes the Pod unready, not crash. Thread-safe.
 */
final class PostgresClients implements Clients {
    private static final int CONNECTIONS = 4;
    private static final int VALID_WITHIN_SECONDS = 2;

    private final Settings.Postgres settings;
    private final List<Client> initial;
    private final Semaphore permits = new Semaphore(CONNECTIONS);
    private final Deque<Connection> idle = new ArrayDeque<>(); // guarded by this
    private boolean prepared; // guarded by this

    PostgresClients(Settings.Postgres settings, List<Client> initial) {
        this.settings = settings;
        this.initial = List.copyOf(initial);
    }

    @Override
    public Optional<Client> find(String id) throws IOException {
        return with(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select id, secret_sha256, scopes, contact from clients where id = ?")) {
                query.setString(1, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    new Client(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void check() throws IOException {
        with(connection -> {
            if (!connection.isValid(VALID_WITHIN_SECONDS)) {
                throw new SQLException("the connection is dead");
            }
            return true;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T with(Work<T> work) throws IOException {
        permits.acquireUninterruptibly();
        try {
            Connection connection = take();
            T result;
            try {
                prepare(connection);
                result = work.run(connection);
            } catch (SQLException e) {
                connection.close(); // whatever broke, the next caller starts afresh
                throw e;
            }
            giveBack(connection);
            return result;
        } catch (SQLException e) {
            throw new IOException("PostgreSQL " + settings + ": " + e.getMessage(), e);
        } finally {
            permits.release();
        }
    }

    private Connection take() throws SQLException {
        synchronized (this) {
            Connection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
        }
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("ApplicationName", "idp-server");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + settings.host() + ":" + settings.port() + "/" + settings.database(), properties);
    }

    private synchronized void giveBack(Connection connection) {
        idle.push(connection);
    }

    private synchronized void prepare(Connection connection) throws SQLException {
        if (prepared) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            // Three replicas start at once; "if not exists" alone can still collide in PostgreSQL's catalogue.
            statement.execute("select pg_advisory_lock(4711)");
            statement.execute("create table if not exists clients (id text primary key, secret_sha256 text not null,"
                    + " scopes text not null, contact text not null)");
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into clients values (?, ?, ?, ?) on conflict (id) do nothing")) {
                for (Client client : initial) {
                    insert.setString(1, client.id());
                    insert.setString(2, client.secretSha256());
                    insert.setString(3, client.scopes());
                    insert.setString(4, client.contact());
                    insert.executeUpdate();
                }
            }
            statement.execute("select pg_advisory_unlock(4711)");
        }
        prepared = true;
    }

    @Override
    public synchronized void close() {
        while (!idle.isEmpty()) {
            try {
                idle.pop().close();
            } catch (SQLException e) {
                Log.line("closing a connection to PostgreSQL: " + e.getMessage());
            }
        }
    }
}
