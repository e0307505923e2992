package dev.jukung.apiserver.tracing;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A step of a trace. Values of attributes are texts, whole numbers and truth values; they are asked for only when somebody
 * will see them. Thread-safe.
 */
public interface Span {
    /** Whose side of a call it is. */
    enum Kind {
        INTERNAL,
        SERVER,
        CLIENT
    }

    /** A step within this one. The caller ends it. */
    Span child(String name, Kind kind, Supplier<Map<String, Object>> attributes);

    void add(Supplier<Map<String, Object>> attributes);

    /** Something that happened now. */
    void event(String name, Supplier<Map<String, Object>> attributes);

    /** It did not do what it was to do. @param why empty where the attributes tell it */
    void failed(String why);

    /** The headers by which another server goes on with the trace. */
    Map<String, String> headers();

    /** To be called once. */
    void end();
}
