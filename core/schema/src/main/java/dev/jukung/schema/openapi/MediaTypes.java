package dev.jukung.schema.openapi;

import java.util.ArrayList;
import java.util.List;

/** The forms in which requests and answers of a resource may be written, in Kubernetes' order. */
record MediaTypes(List<String> objects, List<String> streams, List<String> bodies, List<String> patches) {
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final MediaTypes BUILT_IN = new MediaTypes(
            List.of(JSON, YAML, PROTOBUF),
            List.of(JSON, YAML, PROTOBUF, JSON + ";stream=watch", PROTOBUF + ";stream=watch"),
            List.of("*/*"),
            List.of(
                    "application/json-patch+json",
                    "application/merge-patch+json",
                    "application/strategic-merge-patch+json",
                    "application/apply-patch+yaml"));
    private static final MediaTypes CUSTOM = new MediaTypes(
            List.of(JSON, YAML),
            List.of(JSON, YAML),
            List.of(JSON, YAML),
            List.of("application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"));

    static MediaTypes of(boolean custom) {
        return custom ? CUSTOM : BUILT_IN;
    }

    /** The forms of a text, such as a log. */
    List<String> texts() {
        List<String> all = new ArrayList<>(List.of("text/plain"));
        all.addAll(objects);
        return List.copyOf(all);
    }
}
