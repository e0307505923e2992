package dev.jukung.controllers;

import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The built-in resources that controllers of all resources look after. */
public final class BuiltInResources {
    /** Those that answer a question or act on something else, and are stored nowhere. */
    private static final Set<String> NOT_STORED = Set.of(
            "bindings",
            "componentstatuses",
            "tokenreviews.authentication.k8s.io",
            "selfsubjectreviews.authentication.k8s.io",
            "subjectaccessreviews.authorization.k8s.io",
            "localsubjectaccessreviews.authorization.k8s.io",
            "selfsubjectaccessreviews.authorization.k8s.io",
            "selfsubjectrulesreviews.authorization.k8s.io");

    /** Every resource of a stable version that can be listed, watched and deleted, in its preferred version. */
    public static final List<ResourceType<?>> COLLECTABLE = collectable();

    private BuiltInResources() {}

    private static List<ResourceType<?>> collectable() {
        Set<String> seen = new HashSet<>();
        List<ResourceType<?>> types = new ArrayList<>();
        for (ResourceType<?> type : Resources.all()) {
            boolean stable =
                    !type.version().contains("alpha") && !type.version().contains("beta");
            if (stable && !NOT_STORED.contains(type.qualifiedName()) && seen.add(type.qualifiedName())) {
                types.add(type);
            }
        }
        return List.copyOf(types);
    }
}
