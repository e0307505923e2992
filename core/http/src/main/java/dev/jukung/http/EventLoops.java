package dev.jukung.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that do the I/O of one server or client, named {@code name-0}, {@code name-1} …, until {@link #close}. */
final class EventLoops implements AutoCloseable {
    private static final int END_SECONDS = 5;

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final EventLoopGroup group;

    EventLoops(String name, int count) {
        IoHandlerFactory io = Transport.epoll() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        ThreadFactory factory = work -> thread(name, work);
        group = new MultiThreadIoEventLoopGroup(count, factory, io);
    }

    private synchronized Thread thread(String name, Runnable work) {
        Thread thread = new FastThreadLocalThread(work, name + "-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    EventLoopGroup group() {
        return group;
    }

    /** Returns when the threads have ended; their channels are to be closed before. */
    @Override
    public void close() {
        group.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // they end by themselves
                return;
            }
        }
    }
}
