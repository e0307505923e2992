package dev.jukung.app.role;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with the flags of a component, so that all of it can be told at once. Confined to one thread. */
final class Problems {
    private final List<String> texts = new ArrayList<>();

    /** Something that reads files, or makes a record that refuses. */
    interface Part<T> {
        T get() throws IOException, GeneralSecurityException;
    }

    void add(String text) {
        texts.add(text);
    }

    void check(boolean good, String otherwise) {
        if (!good) {
            texts.add(otherwise);
        }
    }

    /** What the part gives; where it fails, empty and a problem more. */
    <T> Optional<T> collect(Part<T> part) {
        try {
            return Optional.of(part.get());
        } catch (NoSuchFileException e) {
            texts.add("open " + e.getMessage() + ": no such file or directory");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            texts.add(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /** @throws FlagException with all of them, if there are any */
    void refuse() {
        if (!texts.isEmpty()) {
            throw FlagException.of(texts);
        }
    }
}
