package dev.jukung.schema.apply;

import dev.jukung.schema.GoText;

/**
 * Who changed something, and how. Of an applier there is one entry whatever version it used, of an updater one for each.
 *
 * @param apiVersion empty for an applier
 * @param subresource empty for the object itself
 */
record ManagerKey(String manager, boolean applied, String apiVersion, String subresource)
        implements Comparable<ManagerKey> {
    static ManagerKey applier(String manager, String subresource) {
        return new ManagerKey(manager, true, "", subresource);
    }

    static ManagerKey updater(String manager, String apiVersion, String subresource) {
        return new ManagerKey(manager, false, apiVersion, subresource);
    }

    @Override
    public int compareTo(ManagerKey other) {
        return identifier().compareTo(other.identifier());
    }

    /** The key as Kubernetes writes it, JSON; it sorts managers by it. */
    private String identifier() {
        StringBuilder json = new StringBuilder("{\"manager\":").append(GoText.json(manager));
        json.append(",\"operation\":").append(applied ? "\"Apply\"" : "\"Update\"");
        if (!apiVersion.isEmpty()) {
            json.append(",\"apiVersion\":").append(GoText.json(apiVersion));
        }
        if (!subresource.isEmpty()) {
            json.append(",\"subresource\":").append(GoText.json(subresource));
        }
        return json.append('}').toString();
    }

    /** As messages name it: {@code "kubectl" using apps/v1}. */
    @Override
    public String toString() {
        String name = GoText.quote(manager);
        String place = subresource.isEmpty() ? name : name + " with subresource " + GoText.quote(subresource);
        return applied ? place : place + " using " + apiVersion;
    }
}
