package dev.jukung.http;

import io.netty.channel.Channel;

/** An open connection as the server sees it when it closes. */
interface Connection {
    Channel channel();

    /** Finishes what has begun, accepts nothing new, then closes. Called on the event loop; twice does nothing more. */
    void drain();
}
