package dev.jukung.apiserver.rest;

import dev.jukung.http.Request;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form of an answer, negotiated from the Accept header.
 *
 * @param version of meta.k8s.io, for tables and metadata
 * @param include what rows of a table bring along: None, Metadata or Object
 */
record Format(Encoding encoding, Form form, String version, String include, boolean withoutHeaders) {
    enum Encoding {
        JSON,
        YAML
    }

    enum Form {
        OBJECT,
        TABLE,
        METADATA
    }

    private record Clause(String type, Map<String, String> parameters, double quality) {}

    static Format of(Request request) {
        List<Clause> clauses = clauses(request);
        for (Clause clause : clauses) {
            Encoding encoding =
                    switch (clause.type()) {
                        case "*/*", "application/*", "application/json" -> Encoding.JSON;
                        case "application/yaml" -> Encoding.YAML;
                        default -> null;
                    };
            if (encoding == null) {
                continue;
            }
            String as = clause.parameters().getOrDefault("as", "");
            boolean meta = clause.parameters().getOrDefault("g", "").equals("meta.k8s.io");
            String version = clause.parameters().getOrDefault("v", "v1");
            boolean known = version.equals("v1") || version.equals("v1beta1");
            if (as.isEmpty()) {
                return new Format(encoding, Form.OBJECT, "v1", "Metadata", false);
            }
            if (meta && known && as.equals("Table")) {
                String include = request.parameter("includeObject").orElse("Metadata");
                return new Format(encoding, Form.TABLE, version, include, false);
            }
            if (meta && known && (as.equals("PartialObjectMetadata") || as.equals("PartialObjectMetadataList"))) {
                return new Format(encoding, Form.METADATA, version, "Metadata", false);
            }
        }
        throw new ApiException(
                Reason.NOT_ACCEPTABLE,
                "only the following media types are accepted: application/json, application/yaml");
    }

    Format afterFirstRow() {
        return new Format(encoding, form, version, include, true);
    }

    private static List<Clause> clauses(Request request) {
        List<Clause> clauses = new ArrayList<>();
        for (String header : request.headers().all("Accept")) {
            for (String part : header.split(",")) {
                String[] pieces = part.split(";");
                Map<String, String> parameters = new LinkedHashMap<>();
                double quality = 1;
                for (int i = 1; i < pieces.length; i++) {
                    String[] pair = pieces[i].strip().split("=", 2);
                    if (pair.length == 2 && pair[0].equals("q")) {
                        quality = quality(pair[1]);
                    } else if (pair.length == 2) {
                        parameters.put(pair[0], pair[1]);
                    }
                }
                if (!pieces[0].isBlank()) {
                    clauses.add(new Clause(pieces[0].strip().toLowerCase(Locale.ROOT), parameters, quality));
                }
            }
        }
        if (clauses.isEmpty()) {
            return List.of(new Clause("*/*", Map.of(), 1));
        }
        clauses.sort(Comparator.comparingDouble(Clause::quality).reversed()); // stable: the client's order among equals
        return clauses;
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return 0; // a preference that cannot be read is none
        }
    }
}
