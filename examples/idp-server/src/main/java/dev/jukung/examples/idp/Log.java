package dev.jukung.examples.idp;

/** Lines on standard output, as containers log; the runtime adds the time. */
final class Log {
    private Log() {}

    static void line(String text) {
        System.out.println(text);
    }
}
