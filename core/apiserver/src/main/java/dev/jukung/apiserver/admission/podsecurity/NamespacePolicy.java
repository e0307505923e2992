package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.apiserver.admission.podsecurity.Standard.Level;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a namespace's labels ask for. A label that says nothing sensible is an error; until it is corrected, enforcement is as
 * strict as can be, and the other modes are silent.
 */
record NamespacePolicy(Standard enforce, Standard audit, Standard warn, FieldErrors errors) {
    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9]\\d{0,5})");
    private static final FieldPath LABELS = FieldPath.of("metadata", "labels");

    static NamespacePolicy of(ObjectValue labels) {
        FieldErrors errors = new FieldErrors();
        Optional<Level> enforced = level(labels, "enforce", errors);
        Level enforceLevel = labels.has(PREFIX + "enforce") ? enforced.orElse(Level.RESTRICTED) : Level.PRIVILEGED;
        Standard enforce = new Standard(enforceLevel, version(labels, "enforce", errors));
        Standard audit =
                new Standard(level(labels, "audit", errors).orElse(Level.PRIVILEGED), version(labels, "audit", errors));
        Standard warn =
                new Standard(level(labels, "warn", errors).orElse(Level.PRIVILEGED), version(labels, "warn", errors));
        if (!labels.has(PREFIX + "warn") && enforced.isPresent() && enforceLevel.compareTo(warn.level()) > 0) {
            boolean versioned = labels.has(PREFIX + "warn-version");
            warn = new Standard(enforceLevel, versioned ? warn.minor() : enforce.minor());
        }
        return new NamespacePolicy(enforce, audit, warn, errors);
    }

    private static Optional<Level> level(ObjectValue labels, String mode, FieldErrors errors) {
        String label = PREFIX + mode;
        if (!labels.has(label)) {
            return Optional.empty();
        }
        String given = labels.text(label, "");
        Optional<Level> level = Arrays.stream(Level.values())
                .filter(each -> each.text().equals(given))
                .findFirst();
        if (level.isEmpty()) {
            errors.add(FieldError.invalid(LABELS.key(label), given, "must be one of privileged, baseline, restricted"));
        }
        return level;
    }

    private static int version(ObjectValue labels, String mode, FieldErrors errors) {
        String label = PREFIX + mode + "-version";
        String given = labels.text(label, "latest");
        if (given.equals("latest")) {
            return Standard.LATEST;
        }
        Matcher matcher = VERSION.matcher(given);
        if (matcher.matches()) {
            return Integer.parseInt(matcher.group(1));
        }
        errors.add(FieldError.invalid(LABELS.key(label), given, "must be \"latest\" or \"v1.x\""));
        return Standard.LATEST;
    }

    boolean isPrivileged() {
        return errors.isEmpty()
                && enforce.level() == Level.PRIVILEGED
                && audit.level() == Level.PRIVILEGED
                && warn.level() == Level.PRIVILEGED;
    }
}
