package dev.jukung.http;

import dev.jukung.http.HttpServer.Options;

/** What all connections of one server share. */
record ServerContext(
        Options options, Dispatcher dispatcher, Connections connections, ResponseDate date, Quiescence quiescence) {
    static ServerContext of(Handler handler, Options options) {
        Quiescence quiescence = new Quiescence();
        return new ServerContext(
                options,
                new Dispatcher(handler, options, quiescence),
                new Connections(options.limits().connections(), options.statistics(), quiescence),
                new ResponseDate(options.clock()),
                quiescence);
    }

    long nanos() {
        return options.clock().nanos();
    }

    boolean closing() {
        return connections.closing();
    }
}
