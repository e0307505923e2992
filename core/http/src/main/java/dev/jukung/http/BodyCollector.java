package dev.jukung.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a body up to a limit. Confined to an event loop. */
final class BodyCollector {
    private static final byte[] EMPTY = {};
    /** A declared length is believed up to here; beyond, memory is taken only for what has arrived. */
    private static final int TRUSTED_BYTES = 64 * 1024;

    private final int limit;
    private byte[] bytes = EMPTY;
    private int size;
    private boolean overflown;

    /** @param declared the announced length, or a negative number */
    BodyCollector(long declared, int limit) {
        this.limit = limit;
        this.overflown = declared > limit;
        if (declared > 0 && !overflown) {
            bytes = new byte[(int) Math.min(declared, TRUSTED_BYTES)];
        }
    }

    /** Copies what is readable; the buffer stays the caller's. */
    void add(ByteBuf more) {
        int count = more.readableBytes();
        if (overflown || count == 0) {
            return;
        }
        if (count > limit - size) {
            overflown = true;
            bytes = EMPTY;
            return;
        }
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, Math.min(bytes.length * 2, limit)));
        }
        more.getBytes(more.readerIndex(), bytes, size, count);
        size += count;
    }

    boolean overflown() {
        return overflown;
    }

    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
