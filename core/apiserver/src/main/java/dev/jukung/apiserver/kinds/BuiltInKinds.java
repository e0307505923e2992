package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.model.ResourceType;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All built-in kinds, declared group by group. */
public final class BuiltInKinds {
    private record Name(String group, String version, String kind) {}

    private final Schemas schemas;
    private final Map<Name, String> definitions = new HashMap<>();

    private BuiltInKinds(Schemas schemas, ObjectValue document) {
        this.schemas = schemas;
        document.forEach((name, schema) -> {
            ListValue stands = ((ObjectValue) schema).list("x-kubernetes-group-version-kind");
            for (ObjectValue kind : stands.objects()) {
                definitions.put(
                        new Name(kind.text("group", ""), kind.text("version", ""), kind.text("kind", "")), name);
            }
        });
    }

    /** @param document the definitions document that {@code schemas} was made from */
    public static List<Kind> all(
            Schemas schemas, ObjectValue document, ServiceNetwork network, ServiceAccountTokens tokens) {
        return all(schemas, document, network, tokens, true);
    }

    /** @param allowPrivileged whether Pods may have privileged containers */
    public static List<Kind> all(
            Schemas schemas,
            ObjectValue document,
            ServiceNetwork network,
            ServiceAccountTokens tokens,
            boolean allowPrivileged) {
        BuiltInKinds kinds = new BuiltInKinds(schemas, document);
        List<Kind.Declaration> declarations = new ArrayList<>();
        declarations.addAll(CoreKinds.declare(kinds, network, tokens));
        declarations.addAll(AppsKinds.declare(kinds));
        declarations.addAll(BatchKinds.declare(kinds));
        declarations.addAll(PolicyKinds.declare(kinds));
        declarations.addAll(NetworkingKinds.declare(kinds));
        declarations.addAll(StorageKinds.declare(kinds));
        declarations.addAll(AccessKinds.declare(kinds));
        declarations.addAll(ExtensionKinds.declare(kinds));
        if (!allowPrivileged) {
            declarations.forEach(PrivilegedContainers::forbid);
        }
        ColumnTexts texts = new ColumnTexts();
        for (Kind.Declaration declaration : declarations) {
            declaration.columns(texts.described(declaration.type(), declaration.columns()));
        }
        return declarations.stream().map(Kind.Declaration::build).toList();
    }

    Schemas schemas() {
        return schemas;
    }

    /** The start of a declaration, with the schema that stands for the kind. */
    Kind.Declaration declare(ResourceType<?> type) {
        String definition = definitions.get(new Name(type.group(), type.version(), type.kind()));
        if (definition == null) {
            throw new IllegalStateException("no schema stands for " + type);
        }
        return Kind.declare(type, schemas.definition(definition));
    }
}
