package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import java.util.List;

/** How a volume may be mounted, of volumes and claims alike. */
final class AccessModes {
    private static final List<String> MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final String ALONE = "ReadWriteOncePod";

    private AccessModes() {}

    /** @param missing what is said where there is none */
    static void check(Checked spec, String missing) {
        List<String> modes = spec.texts("accessModes");
        if (modes.isEmpty()) {
            spec.required("accessModes", missing);
        }
        for (String mode : modes) {
            if (!MODES.contains(mode)) {
                spec.errors().add(FieldError.notSupported(spec.path().child("accessModes"), mode, MODES));
            }
        }
        if (modes.contains(ALONE) && modes.stream().anyMatch(mode -> !mode.equals(ALONE) && MODES.contains(mode))) {
            spec.forbidden("accessModes", "may not use ReadWriteOncePod with other access modes");
        }
    }
}
