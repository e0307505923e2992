package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A level of the Pod Security Standards as of one version of Kubernetes.
 *
 * @param minor of version 1; {@link #LATEST} for the newest
 */
record Standard(Level level, int minor) {
    private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9]\\d{0,5})");

    static final int LATEST = Integer.MAX_VALUE;
    static final Standard PRIVILEGED = new Standard(Level.PRIVILEGED, LATEST);

    /** From loose to strict. */
    enum Level {
        PRIVILEGED("privileged"),
        BASELINE("baseline"),
        RESTRICTED("restricted");

        private final String text;

        Level(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Empty, and an error more, where the text names none. */
    static Optional<Level> level(String text, FieldPath path, FieldErrors errors) {
        Optional<Level> level = Arrays.stream(Level.values())
                .filter(each -> each.text().equals(text))
                .findFirst();
        if (level.isEmpty()) {
            errors.add(FieldError.invalid(path, text, "must be one of privileged, baseline, restricted"));
        }
        return level;
    }

    /** The latest, and an error more, where the text names none. */
    static int version(String text, FieldPath path, FieldErrors errors) {
        Matcher matcher = VERSION.matcher(text);
        if (matcher.matches()) {
            return Integer.parseInt(matcher.group(1));
        }
        if (!text.equals("latest")) {
            errors.add(FieldError.invalid(path, text, "must be \"latest\" or \"v1.x\""));
        }
        return LATEST;
    }

    boolean isEquivalent(Standard other) {
        return equals(other) || (level == Level.PRIVILEGED && other.level == Level.PRIVILEGED);
    }

    @Override
    public String toString() {
        return level.text() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
