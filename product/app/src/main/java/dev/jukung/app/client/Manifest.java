package dev.jukung.app.client;

import dev.jukung.value.ObjectValue;

/**
 * An object as a file has it.
 *
 * @param source the file, or {@code STDIN}, for messages
 */
record Manifest(String source, ObjectValue tree) {
    String apiVersion() {
        return tree.text("apiVersion", "");
    }

    String kind() {
        return tree.text("kind", "");
    }

    String name() {
        return tree.object("metadata").text("name", "");
    }

    String namespace() {
        return tree.object("metadata").text("namespace", "");
    }
}
