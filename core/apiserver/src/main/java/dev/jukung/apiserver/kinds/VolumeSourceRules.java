package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of the volumes that need no driver: files of the node, Secrets, ConfigMaps, fields of the Pod, and all of these together. Pure functions. */
final class VolumeSourceRules {
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final int MAX_MODE = 0777;
    private static final long MIN_TOKEN_SECONDS = 600;
    private static final long MAX_TOKEN_SECONDS = 1L << 32;
    private static final String TWICE = "conflicting duplicate paths";

    private VolumeSourceRules() {}

    /** @param volume one of {@code spec.volumes} */
    static void check(Checked volume) {
        if (volume.has("hostPath")) {
            hostPath(volume.in("hostPath"));
        }
        if (volume.has("secret")) {
            files(volume.in("secret"), "secretName");
        }
        if (volume.has("configMap")) {
            files(volume.in("configMap"), "name");
        }
        if (volume.has("nfs")) {
            nfs(volume.in("nfs"));
        }
        if (volume.has("persistentVolumeClaim")
                && volume.in("persistentVolumeClaim").text("claimName").isEmpty()) {
            volume.in("persistentVolumeClaim").required("claimName", "");
        }
        if (volume.has("downwardAPI")) {
            Checked fields = volume.in("downwardAPI");
            mode(fields, "defaultMode");
            fields.items("items").forEach(file -> file(file, fields.path()));
        }
        if (volume.has("projected")) {
            projected(volume.in("projected"));
        }
    }

    static void hostPath(Checked source) {
        String path = source.text("path");
        if (path.isEmpty()) {
            source.required("path", "");
            return;
        }
        LocalPaths.noBacksteps(source.path().child("path"), path, source.errors());
        source.oneOf("type", HOST_PATH_TYPES);
    }

    private static void nfs(Checked source) {
        for (String field : List.of("server", "path")) {
            if (source.text(field).isEmpty()) {
                source.required(field, "");
            }
        }
        if (!source.text("path").startsWith("/")) {
            source.invalid("path", "must be an absolute path");
        }
    }

    private static void files(Checked source, String name) {
        if (source.text(name).isEmpty()) {
            source.required(name, "");
        }
        mode(source, "defaultMode");
        source.items("items").forEach(VolumeSourceRules::item);
    }

    private static void item(Checked item) {
        for (String field : List.of("key", "path")) {
            if (item.text(field).isEmpty()) {
                item.required(field, "");
            }
        }
        LocalPaths.unreserved(item.path().child("path"), item.text("path"), item.errors());
        mode(item, "mode");
    }

    /** @param at the source, as Kubernetes does not tell which of its files is wrong */
    private static void file(Checked given, FieldPath at) {
        Checked file = new Checked(given.value(), at, given.errors());
        if (file.text("path").isEmpty()) {
            file.required("path", "");
        }
        LocalPaths.unreserved(at.child("path"), file.text("path"), file.errors());
        if (file.has("fieldRef")) {
            FieldReferences.check(file.in("fieldRef"), FieldReferences.OF_VOLUMES);
            if (file.has("resourceFieldRef")) {
                file.errors()
                        .add(FieldError.invalid(
                                at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
            }
        } else if (!file.has("resourceFieldRef")) {
            file.errors().add(FieldError.required(at, "one of fieldRef and resourceFieldRef is required"));
        }
        mode(file, "mode");
    }

    private static void mode(Checked owner, String field) {
        if (owner.number(field) < 0 || owner.number(field) > MAX_MODE) {
            owner.invalidNumber(field, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private static void projected(Checked projected) {
        mode(projected, "defaultMode");
        Set<String> paths = new HashSet<>();
        for (Checked source : projected.items("sources")) {
            for (String kind : List.of("secret", "configMap")) {
                if (source.has(kind)) {
                    Checked files = source.in(kind);
                    files(files, "name");
                    for (Checked item : files.items("items")) {
                        once(projected, paths, item.text("path"), files.text("name"));
                    }
                }
            }
            if (source.has("downwardAPI")) {
                Checked fields = source.in("downwardAPI");
                for (Checked file : fields.items("items")) {
                    file(file, fields.path());
                    once(projected, paths, file.text("path"), file.text("path"));
                }
            }
            if (source.has("serviceAccountToken")) {
                token(projected, source.in("serviceAccountToken"));
            }
            if (source.value()
                            .without("clusterTrustBundle")
                            .without("podCertificate")
                            .size()
                    > 1) { // features that are off in v1.36
                source.errors()
                        .add(FieldError.forbidden(source.path(), "may not specify more than 1 volume type per source"));
            }
        }
    }

    private static void once(Checked projected, Set<String> paths, String path, String shown) {
        if (!path.isEmpty() && !paths.add(path)) {
            projected.errors().add(FieldError.invalid(projected.path(), shown, TWICE));
        }
    }

    /** The path is told as one of the whole volume. */
    private static void token(Checked projected, Checked token) {
        long seconds = token.has("expirationSeconds") ? token.number("expirationSeconds") : MIN_TOKEN_SECONDS;
        if (seconds < MIN_TOKEN_SECONDS) {
            token.invalidNumber("expirationSeconds", "may not specify a duration less than 10 minutes");
        }
        if (seconds > MAX_TOKEN_SECONDS) {
            token.invalidNumber("expirationSeconds", "may not specify a duration larger than 2^32 seconds");
        }
        FieldPath path = projected.path().child("path");
        if (token.text("path").isEmpty()) {
            token.errors().add(FieldError.required(path, ""));
        } else {
            LocalPaths.unreserved(path, token.text("path"), token.errors());
        }
    }
}
