package dev.jukung.value;

import java.util.function.Consumer;

/**
 * How JSON is read.
 *
 * @param maxBytes texts of more bytes are refused
 * @param maxDepth texts that nest objects and lists deeper are refused
 * @param duplicates is told of each member that is there twice, as Kubernetes' strict decoding puts it:
 *     {@code duplicate field "spec.replicas"}; each text once, and {@link #MAX_REPORTED} at most
 */
public record JsonOptions(int maxBytes, int maxDepth, Consumer<String> duplicates) {
    /** So many duplicates are reported, as in Kubernetes. */
    public static final int MAX_REPORTED = 100;

    /** Any size, {@link Json#MAX_DEPTH}, and of members that are there twice the last one counts in silence. */
    public static final JsonOptions LENIENT = new JsonOptions(Integer.MAX_VALUE, Json.MAX_DEPTH, duplicate -> {});

    public JsonOptions withMaxBytes(int bytes) {
        return new JsonOptions(bytes, maxDepth, duplicates);
    }

    public JsonOptions withMaxDepth(int depth) {
        return new JsonOptions(maxBytes, depth, duplicates);
    }

    public JsonOptions withDuplicates(Consumer<String> listener) {
        return new JsonOptions(maxBytes, maxDepth, listener);
    }
}
