package dev.jukung.http;

import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses a body piece by piece (RFC 1952). Confined to one thread; {@link #close} frees native memory. */
final class Gzip implements AutoCloseable {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int TRAILER_BYTES = 8;
    /** Kubernetes' choice: the network between a client and its cluster is fast, its CPU is shared. */
    private static final int LEVEL = 1;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 checksum = new CRC32();
    private final int pieceBytes;
    private byte[] piece;
    private int size;

    /** Takes pieces as they get full. */
    @FunctionalInterface
    interface Pieces<E extends Exception> {
        void accept(byte[] bytes, int length) throws E, InterruptedException;
    }

    Gzip(int pieceBytes) {
        this.pieceBytes = pieceBytes;
        piece = new byte[pieceBytes];
        System.arraycopy(HEADER, 0, piece, 0, HEADER.length);
        size = HEADER.length;
    }

    <E extends Exception> void add(byte[] bytes, int from, int length, Pieces<E> out) throws E, InterruptedException {
        checksum.update(bytes, from, length);
        deflater.setInput(bytes, from, length);
        while (!deflater.needsInput()) {
            deflate(out);
        }
    }

    /** Hands out everything that is left. */
    <E extends Exception> void finish(Pieces<E> out) throws E, InterruptedException {
        deflater.finish();
        while (!deflater.finished()) {
            deflate(out);
        }
        if (piece.length - size < TRAILER_BYTES) {
            flush(out);
        }
        littleEndian((int) checksum.getValue());
        littleEndian((int) deflater.getBytesRead());
        flush(out);
    }

    private <E extends Exception> void deflate(Pieces<E> out) throws E, InterruptedException {
        size += deflater.deflate(piece, size, piece.length - size);
        if (size == piece.length) {
            flush(out);
        }
    }

    private <E extends Exception> void flush(Pieces<E> out) throws E, InterruptedException {
        out.accept(piece, size);
        piece = new byte[pieceBytes]; // the old one is on its way
        size = 0;
    }

    private void littleEndian(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            piece[size++] = (byte) (value >>> shift);
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
