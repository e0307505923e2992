package dev.jukung.apiserver.kinds;

import dev.jukung.schema.DecodingException;
import dev.jukung.value.ObjectValue;

/**
 * How often the template of a DaemonSet has changed. Only an annotation still tells, which the server keeps whatever clients
 * write into it. Pure functions.
 */
final class TemplateGenerations {
    private static final String ANNOTATION = "deprecated.daemonset.template.generation";

    private TemplateGenerations() {}

    /** A set as a client has written it: without the annotation it has none yet. */
    static ObjectValue read(ObjectValue set) {
        String given = set.object("metadata").object("annotations").text(ANNOTATION, "0");
        try {
            return with(set, Long.parseLong(given));
        } catch (NumberFormatException _) {
            String problem = given.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
            throw new DecodingException("strconv.ParseInt: parsing \"" + given + "\": " + problem);
        }
    }

    static ObjectValue created(ObjectValue set) {
        return with(set, Math.max(1, of(set)));
    }

    static ObjectValue updated(ObjectValue set, ObjectValue old) {
        boolean same = template(set).equals(template(old));
        return with(set, same ? of(old) : of(old) + 1);
    }

    /** Of a set that has been read, or of one that was stored before the annotation was kept. */
    private static long of(ObjectValue set) {
        return Long.parseLong(set.object("metadata").object("annotations").text(ANNOTATION, "0"));
    }

    private static ObjectValue template(ObjectValue set) {
        return set.object("spec").object("template");
    }

    private static ObjectValue with(ObjectValue set, long generation) {
        return set.withAt(Long.toString(generation), "metadata", "annotations", ANNOTATION);
    }
}
