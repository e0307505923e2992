package dev.jukung.http;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.concurrent.RejectedExecutionException;

/** What this machine offers: epoll and BoringSSL on Linux, the JDK's NIO and TLS elsewhere. Stateless. */
final class Transport {
    private static final String JFR = "io.netty.jfr.enabled";

    static {
        // Read once by Netty when it starts. Its flight recorder events, which nobody looks at, cost 30 ms to register.
        if (System.getProperty(JFR) == null) {
            System.setProperty(JFR, "false");
        }
    }

    private Transport() {}

    static boolean epoll() {
        return Epoll.isAvailable();
    }

    static Class<? extends ServerSocketChannel> serverChannel() {
        return epoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    static Class<? extends SocketChannel> channel() {
        return epoll() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    static SslProvider tlsProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** Runs {@code task} on {@code loop}; false when the loop has ended, so that its channels are gone too. */
    static boolean execute(EventLoop loop, Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
