package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.apiserver.admission.podsecurity.Standard.Level;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a namespace's labels ask for. A label that says nothing sensible is an error; until it is corrected, enforcement is as
 * strict as can be, and the other modes are silent.
 */
record NamespacePolicy(Standard enforce, Standard audit, Standard warn, FieldErrors errors) {
    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final FieldPath LABELS = FieldPath.of("metadata", "labels");

    /** Nothing is enforced, audited or warned of. */
    static final NamespacePolicy PRIVILEGED =
            new NamespacePolicy(Standard.PRIVILEGED, Standard.PRIVILEGED, Standard.PRIVILEGED, new FieldErrors());

    /** @param defaults for what the labels do not say */
    static NamespacePolicy of(ObjectValue labels, NamespacePolicy defaults) {
        FieldErrors errors = new FieldErrors();
        Optional<Level> enforced = level(labels, "enforce", errors);
        Level enforceLevel = enforced.orElse(
                labels.has(PREFIX + "enforce")
                        ? Level.RESTRICTED
                        : defaults.enforce().level());
        Standard enforce = new Standard(enforceLevel, version(labels, "enforce", defaults.enforce(), errors));
        Standard audit = silent(labels, "audit", defaults.audit(), errors);
        Standard warn = silent(labels, "warn", defaults.warn(), errors);
        if (!labels.has(PREFIX + "warn") && enforced.isPresent() && enforceLevel.compareTo(warn.level()) > 0) {
            boolean versioned = labels.has(PREFIX + "warn-version");
            warn = new Standard(enforceLevel, versioned ? warn.minor() : enforce.minor());
        }
        return new NamespacePolicy(enforce, audit, warn, errors);
    }

    /** A mode that says nothing where its label cannot be understood. */
    private static Standard silent(ObjectValue labels, String mode, Standard fallback, FieldErrors errors) {
        Level level =
                level(labels, mode, errors).orElse(labels.has(PREFIX + mode) ? Level.PRIVILEGED : fallback.level());
        return new Standard(level, version(labels, mode, fallback, errors));
    }

    private static Optional<Level> level(ObjectValue labels, String mode, FieldErrors errors) {
        String label = PREFIX + mode;
        return labels.has(label) ? Standard.level(labels.text(label, ""), LABELS.key(label), errors) : Optional.empty();
    }

    private static int version(ObjectValue labels, String mode, Standard fallback, FieldErrors errors) {
        String label = PREFIX + mode + "-version";
        return labels.has(label)
                ? Standard.version(labels.text(label, ""), LABELS.key(label), errors)
                : fallback.minor();
    }

    /** Whether both mean the same to a namespace. */
    boolean isEquivalent(NamespacePolicy other) {
        return enforce.isEquivalent(other.enforce) && audit.isEquivalent(other.audit) && warn.isEquivalent(other.warn);
    }

    /** What labels set beyond privileged: {@code enforce=baseline:latest, warn=…}. */
    String shown(ObjectValue labels) {
        List<String> modes = new ArrayList<>();
        show("enforce", enforce, labels, modes);
        show("audit", audit, labels, modes);
        show("warn", warn, labels, modes);
        return String.join(", ", modes);
    }

    private static void show(String mode, Standard standard, ObjectValue labels, List<String> into) {
        boolean said = labels.has(PREFIX + mode) || labels.has(PREFIX + mode + "-version");
        if (said && standard.level() != Level.PRIVILEGED) {
            into.add(mode + "=" + standard);
        }
    }

    boolean isPrivileged() {
        return enforce.level() == Level.PRIVILEGED
                && audit.level() == Level.PRIVILEGED
                && warn.level() == Level.PRIVILEGED;
    }

    /** Whether it is of no concern to the templates of controllers. */
    boolean isSilent() {
        return audit.level() == Level.PRIVILEGED && warn.level() == Level.PRIVILEGED;
    }
}
