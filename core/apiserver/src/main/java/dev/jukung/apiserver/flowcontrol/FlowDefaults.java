package dev.jukung.apiserver.flowcontrol;

import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** The schemas and levels of Kubernetes v1.36: those every cluster has to have, and those suggested for the start. */
public final class FlowDefaults {
    private static final Set<String> MANDATORY = Set.of("exempt", "catch-all");

    /** Read once for all servers of a process. */
    private static final class Documents {
        static final List<ObjectValue> ALL = read();

        private static List<ObjectValue> read() {
            String resource = "flowcontrol.yaml";
            try (InputStream in = FlowDefaults.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("missing resource " + resource);
                }
                return Yaml.parseAll(in.readAllBytes()).stream()
                        .map(ObjectValue.class::cast)
                        .toList();
            } catch (IOException e) {
                throw new IllegalStateException("reading " + resource, e);
            }
        }
    }

    private static final String AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec";

    /** What has to be done for one of these objects. */
    public sealed interface Upkeep {
        record Nothing() implements Upkeep {}

        record Create(ObjectValue object) implements Upkeep {}

        record Update(ObjectValue object) implements Upkeep {}
    }

    private FlowDefaults() {}

    /**
     * Mandatory objects are as they have to be. A suggested one follows new versions of the server until somebody changes
     * it, or says by annotation what is to be done.
     *
     * @param stored the object as it is now; empty where there is none
     */
    public static Upkeep upkeep(ObjectValue wanted, ObjectValue stored) {
        if (stored.isEmpty()) {
            return new Upkeep.Create(annotated(wanted, true));
        }
        boolean follows = mandatory(wanted) || follows(stored);
        ObjectValue next = annotated(stored, follows);
        if (follows && !covers(stored.object("spec"), wanted.object("spec"))) {
            next = next.with("spec", wanted.object("spec"));
        }
        return next.equals(stored) ? new Upkeep.Nothing() : new Upkeep.Update(next);
    }

    private static ObjectValue annotated(ObjectValue object, boolean follows) {
        return object.withAt(Boolean.toString(follows), "metadata", "annotations", AUTOUPDATE);
    }

    private static boolean follows(ObjectValue stored) {
        ObjectValue metadata = stored.object("metadata");
        return switch (metadata.object("annotations").text(AUTOUPDATE, "")) {
            case "true" -> true;
            case "false" -> false;
            default -> metadata.integer("generation", 0) == 1;
        };
    }

    /** The stored spec has all defaults, and so have the objects here. */
    private static boolean covers(ObjectValue stored, ObjectValue wanted) {
        return Values.equivalent(stored, wanted);
    }

    public static List<ObjectValue> levels() {
        return of("PriorityLevelConfiguration");
    }

    public static List<ObjectValue> schemas() {
        return of("FlowSchema");
    }

    static List<ObjectValue> mandatoryLevels() {
        return levels().stream().filter(FlowDefaults::mandatory).toList();
    }

    static List<ObjectValue> mandatorySchemas() {
        return schemas().stream().filter(FlowDefaults::mandatory).toList();
    }

    static boolean mandatory(ObjectValue object) {
        return MANDATORY.contains(object.object("metadata").text("name", ""));
    }

    private static List<ObjectValue> of(String kind) {
        return Documents.ALL.stream()
                .filter(object -> object.text("kind", "").equals(kind))
                .toList();
    }
}
