package dev.jukung.kubelet.cri;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Writes a tar stream (POSIX ustar) of small files, owned by root, without times, so that equal content gives equal bytes. */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void directory(String name) throws IOException {
        header(name + "/", 0, 0755, '5', "");
    }

    void file(String name, byte[] content, int mode) throws IOException {
        header(name, content.length, mode, '0', "");
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    void symbolicLink(String name, String target) throws IOException {
        header(name, 0, 0777, '2', target);
    }

    private void header(String name, long size, int mode, char type, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, octal(mode, 7));
        put(block, 108, octal(0, 7));
        put(block, 116, octal(0, 7));
        put(block, 124, octal(size, 11));
        put(block, 136, octal(0, 11));
        Arrays.fill(block, 148, 156, (byte) ' '); // the checksum counts as blanks in itself
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        put(block, 263, "00");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, octal(sum, 6));
        block[154] = 0;
        out.write(block);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME_MAX) {
            throw new IllegalArgumentException("too long for a tar header: " + text);
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static String octal(long number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", number);
    }

    /** Ends the archive and closes the stream. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
