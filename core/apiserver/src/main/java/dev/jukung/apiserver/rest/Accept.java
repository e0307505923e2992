package dev.jukung.apiserver.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of an Accept header, read and ranked as Kubernetes does it (munnerz/goautoneg): by quality, then exact types
 * before wildcards; a quality that cannot be read is 0, and 0 refuses nothing.
 */
record Accept(String type, String subtype, Map<String, String> parameters, double quality) {
    /** More clauses than this keep the client's order among equals in full; Go sorts so few by insertion. */
    private static final int FEW = 12;

    static final List<Accept> ANYTHING = List.of(new Accept("*", "*", Map.of(), 1));

    /** Best first. */
    static List<Accept> parse(String header) {
        if (header.isEmpty()) {
            return ANYTHING;
        }
        List<Accept> clauses = new ArrayList<>();
        for (String part : header.split(",")) {
            Accept clause = clause(part);
            if (clause != null) {
                clauses.add(clause);
            }
        }
        sort(clauses);
        return clauses;
    }

    private static @org.jspecify.annotations.Nullable Accept clause(String text) {
        String[] pieces = text.strip().split(";");
        String[] names = pieces.length == 0 ? new String[0] : pieces[0].split("/", -1);
        boolean anything = names.length == 1 && names[0].strip().equals("*");
        if (names.length != 2 && !anything) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        double quality = 1;
        for (int i = 1; i < pieces.length; i++) {
            String[] pair = pieces[i].split("=", -1);
            if (pair.length != 2 || pair[1].isEmpty()) {
                continue;
            }
            if (pair[0].strip().equals("q")) {
                quality = quality(pair[1]);
            } else {
                parameters.put(pair[0].strip(), pair[1].strip());
            }
        }
        return new Accept(names[0].strip(), anything ? "*" : names[1].strip(), parameters, quality);
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return 0; // a preference that cannot be read is none
        }
    }

    /** Go's order is none in the strict sense, so what comes out depends on how it is sorted. */
    private static void sort(List<Accept> clauses) {
        if (clauses.size() > FEW) {
            clauses.sort((a, b) -> Double.compare(b.quality, a.quality));
            return;
        }
        for (int i = 1; i < clauses.size(); i++) {
            for (int j = i; j > 0 && clauses.get(j).before(clauses.get(j - 1)); j--) {
                clauses.set(j, clauses.set(j - 1, clauses.get(j)));
            }
        }
    }

    private boolean before(Accept other) {
        return quality > other.quality
                || (!type.equals("*") && other.type.equals("*"))
                || (!subtype.equals("*") && other.subtype.equals("*"));
    }

    boolean covers(String mediaType) {
        int slash = mediaType.indexOf('/');
        return (type.equals("*") && subtype.equals("*"))
                || (type.equals(mediaType.substring(0, slash))
                        && (subtype.equals("*") || subtype.equals(mediaType.substring(slash + 1))));
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
