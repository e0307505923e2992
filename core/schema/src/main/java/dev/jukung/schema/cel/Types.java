package dev.jukung.schema.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.Immutable;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Declared types as cel-java has them. */
final class Types {
    static final CelType URL = object("kubernetes.URL");
    static final CelType QUANTITY = object("kubernetes.Quantity");
    static final CelType SEMVER = object("kubernetes.Semver");
    static final CelType FORMAT = object("kubernetes.NamedFormat");
    static final CelType AUTHORIZER = object("kubernetes.authorization.Authorizer");
    static final CelType PATH_CHECK = object("kubernetes.authorization.PathCheck");
    static final CelType GROUP_CHECK = object("kubernetes.authorization.GroupCheck");
    static final CelType RESOURCE_CHECK = object("kubernetes.authorization.ResourceCheck");
    static final CelType DECISION = object("kubernetes.authorization.Decision");
    static final CelType IP = OpaqueType.create("net.IP");
    static final CelType CIDR = OpaqueType.create("net.CIDR");

    private final Map<String, CelType> objects = new LinkedHashMap<>();

    Types() {
        for (CelType type : new CelType[] {
            URL, QUANTITY, SEMVER, FORMAT, AUTHORIZER, PATH_CHECK, GROUP_CHECK, RESOURCE_CHECK, DECISION, IP, CIDR
        }) {
            objects.put(type.name(), type);
        }
    }

    private static CelType object(String name) {
        return StructType.create(name, ImmutableSet.of(), _ -> Optional.empty());
    }

    /** The type; objects in it become known to the provider. */
    CelType of(DeclType type) {
        return switch (type.kind()) {
            case DYN -> SimpleType.DYN;
            case BOOL -> SimpleType.BOOL;
            case INT -> SimpleType.INT;
            case DOUBLE -> SimpleType.DOUBLE;
            case STRING -> SimpleType.STRING;
            case BYTES -> SimpleType.BYTES;
            case TIMESTAMP -> SimpleType.TIMESTAMP;
            case DURATION -> SimpleType.DURATION;
            case LIST -> ListType.create(of(type.element()));
            case MAP -> MapType.create(SimpleType.STRING, of(type.element()));
            case OPTIONAL -> OptionalType.create(of(type.element()));
            case OPAQUE -> StructTypeReference.create(type.name());
            case OBJECT -> {
                add(type);
                yield StructTypeReference.create(type.name());
            }
        };
    }

    /** Makes an object type known, so that expressions can name it. */
    void add(DeclType type) {
        ImmutableMap.Builder<String, CelType> fields = ImmutableMap.builder();
        type.fields().forEach((field, of) -> fields.put(field, of(of)));
        ImmutableMap<String, CelType> all = fields.buildOrThrow();
        objects.put(
                type.name(),
                StructType.create(type.name(), all.keySet(), field -> Optional.ofNullable(all.get(field))));
    }

    CelTypeProvider provider() {
        return new Provider(ImmutableMap.copyOf(objects), ImmutableSet.of(), false);
    }

    /** With the types of patches, {@code Object} and all that begin with {@code Object.}, which have these fields. */
    CelTypeProvider providerWithObjects(Set<String> fields) {
        return new Provider(ImmutableMap.copyOf(objects), ImmutableSet.copyOf(fields), true);
    }

    @Immutable
    private record Provider(ImmutableMap<String, CelType> byName, ImmutableSet<String> objectFields, boolean patches)
            implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return byName.values();
        }

        @Override
        public Optional<CelType> findType(String typeName) {
            boolean open = typeName.equals(CelPatch.OBJECT) || typeName.startsWith(CelPatch.OBJECT + ".");
            return open && patches
                    ? Optional.of(StructType.create(typeName, objectFields, _ -> Optional.of(SimpleType.DYN)))
                    : Optional.ofNullable(byName.get(typeName));
        }
    }
}
