package dev.jukung.apiserver.extension;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the versions of a definition may say about schema, subresources, columns and selectable fields. What is the same in
 * all versions is checked once, at the place where Kubernetes' internal type has it. Confined to one thread.
 */
final class VersionRules {
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");
    private static final List<String> COLUMN_FORMATS =
            List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
    private static final int MAX_SELECTABLE = 8;
    private static final int MAX_WARNING_BYTES = 256;
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final Definition definition;
    private final List<ObjectValue> before;
    private final SchemaRules schemas;
    private final FieldErrors errors;

    /** @param before the versions that were accepted before; none when the definition is new */
    VersionRules(Definition definition, List<ObjectValue> before, Schemas builtIn, FieldErrors errors) {
        this.definition = definition;
        this.before = before;
        this.schemas = new SchemaRules(builtIn, errors);
        this.errors = errors;
    }

    boolean hasDefaults() {
        return definition.versions().stream().anyMatch(version -> SchemaRules.hasDefault(Definition.schema(version)));
    }

    private boolean isCommon(String field) {
        @Nullable Object first = definition.versions().getFirst().get(field);
        return definition.versions().stream()
                .allMatch(version -> first == null ? !version.has(field) : first.equals(version.get(field)));
    }

    /** What one version says alone. */
    void version(int index) {
        ObjectValue version = definition.versions().get(index);
        FieldPath path = SPEC.child("versions").index(index);
        deprecation(path.child("deprecationWarning"), version);
        if (!isCommon("schema")) {
            schema(path.child("schema").child("openAPIV3Schema"), version);
        }
        if (!isCommon("subresources")) {
            scale(path.child("subresources"), version);
        }
        if (!isCommon("additionalPrinterColumns")) {
            columns(path.child("additionalPrinterColumns"), version);
        }
        if (!isCommon("selectableFields") && !version.list("selectableFields").isEmpty()) {
            selectable(path.child("selectableFields"), version);
        }
    }

    /** What all versions say. */
    void common() {
        if (definition.versions().isEmpty()) {
            return;
        }
        ObjectValue first = definition.versions().getFirst();
        if (isCommon("schema")) {
            schema(SPEC.child("validation").child("openAPIV3Schema"), first);
        }
        if (isCommon("subresources")) {
            scale(SPEC.child("subresources"), first);
        }
        if (isCommon("additionalPrinterColumns")) {
            columns(SPEC.child("additionalPrinterColumns"), first);
        }
        if (isCommon("selectableFields") && !first.list("selectableFields").isEmpty()) {
            if (isCommon("schema") && !Definition.schema(first).isEmpty()) {
                selectable(SPEC.child("selectableFields"), first);
            } else {
                errors.add(FieldError.invalid(
                        SPEC.child("selectableFields"), "", "may only be set when validations.schema is included"));
            }
        }
    }

    private void schema(FieldPath path, ObjectValue version) {
        ObjectValue schema = Definition.schema(version);
        if (!schema.isEmpty()) {
            schemas.check(path, schema, version.object("subresources").has("status"), isKnown(version, schema));
        }
    }

    private boolean isKnown(ObjectValue version, ObjectValue schema) {
        return before.stream()
                .filter(known -> known.text("name", "").equals(version.text("name", "")))
                .anyMatch(known -> Definition.schema(known).equals(schema));
    }

    private void deprecation(FieldPath path, ObjectValue version) {
        if (!version.has("deprecationWarning")) {
            return;
        }
        String text = version.text("deprecationWarning", "");
        if (!version.flag("deprecated", false)) {
            errors.add(FieldError.invalid(path, text, "can only be set for deprecated versions"));
            return;
        }
        if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_WARNING_BYTES) {
            errors.add(FieldError.invalid(path, text, "must be <= 256 characters long"));
        }
        if (text.isEmpty()) {
            errors.add(FieldError.invalid(path, text, "must not be an empty string"));
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                errors.add(FieldError.invalid(
                        path,
                        text,
                        "must only contain printable UTF-8 characters; non-printable character found at index " + i));
                break;
            }
        }
    }

    private void scale(FieldPath path, ObjectValue version) {
        ObjectValue subresources = version.object("subresources");
        if (!subresources.has("scale")) {
            return;
        }
        ObjectValue scale = subresources.object("scale");
        replicas(path.child("scale.specReplicasPath"), scale.text("specReplicasPath", ""), ".spec.");
        replicas(path.child("scale.statusReplicasPath"), scale.text("statusReplicasPath", ""), ".status.");
        String selector = scale.text("labelSelectorPath", "");
        FieldPath at = path.child("scale.labelSelectorPath");
        if (!selector.isEmpty()
                && isSimplePath(at, selector)
                && !selector.startsWith(".spec.")
                && !selector.startsWith(".status.")) {
            errors.add(FieldError.invalid(at, selector, "should be a json path under either .spec or .status"));
        }
    }

    private void replicas(FieldPath at, String jsonPath, String below) {
        if (jsonPath.isEmpty()) {
            errors.add(FieldError.required(at, ""));
        } else if (isSimplePath(at, jsonPath) && !jsonPath.startsWith(below)) {
            String root = below.substring(0, below.length() - 1);
            errors.add(FieldError.invalid(at, jsonPath, "should be a json path under " + root));
        }
    }

    private boolean isSimplePath(FieldPath at, String jsonPath) {
        if (jsonPath.startsWith(".")) {
            return true;
        }
        errors.add(FieldError.invalid(at, jsonPath, "must be a simple json path starting with ."));
        return false;
    }

    private void columns(FieldPath path, ObjectValue version) {
        List<ObjectValue> columns = version.list("additionalPrinterColumns").objects();
        for (int i = 0; i < columns.size(); i++) {
            column(path.index(i), columns.get(i));
        }
    }

    private void column(FieldPath path, ObjectValue column) {
        if (column.text("name", "").isEmpty()) {
            errors.add(FieldError.required(path.child("name"), ""));
        }
        String type = column.text("type", "");
        String types = "must be one of " + String.join(",", COLUMN_TYPES);
        if (type.isEmpty()) {
            errors.add(FieldError.required(path.child("type"), types));
        } else if (!COLUMN_TYPES.contains(type)) {
            errors.add(FieldError.invalid(path.child("type"), type, types));
        }
        String format = column.text("format", "");
        if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
            errors.add(FieldError.invalid(
                    path.child("format"), format, "must be one of " + String.join(",", COLUMN_FORMATS)));
        }
        String jsonPath = column.text("jsonPath", "");
        FieldPath at = path.child("JSONPath");
        if (jsonPath.isEmpty()) {
            errors.add(FieldError.required(at, ""));
        } else {
            isSimplePath(at, jsonPath);
        }
    }

    private void selectable(FieldPath path, ObjectValue version) {
        List<ObjectValue> fields = version.list("selectableFields").objects();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String jsonPath = fields.get(i).text("jsonPath", "");
            FieldPath at = path.index(i).child("jsonPath");
            if (jsonPath.isEmpty()) {
                errors.add(FieldError.required(at, ""));
                continue;
            }
            SchemaPath found = SchemaPath.find(Definition.schema(version), jsonPath);
            if (!found.problem().isEmpty()) {
                errors.add(FieldError.invalid(at, jsonPath, "is an invalid path: " + found.problem()));
                continue;
            }
            if (jsonPath.startsWith(".metadata.")) {
                errors.add(FieldError.invalid(at, jsonPath, "must not point to fields in metadata"));
            }
            if (!List.of("string", "boolean", "integer").contains(found.schema().text("type", ""))) {
                errors.add(
                        FieldError.invalid(
                                at,
                                jsonPath,
                                "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."));
            }
            if (!seen.add(jsonPath)) {
                errors.add(FieldError.duplicate(at, jsonPath));
            }
        }
        if (seen.size() > MAX_SELECTABLE) {
            errors.add(FieldError.tooMany(path, seen.size(), MAX_SELECTABLE));
        }
    }

    /** Where a simple path leads in a schema. @param problem empty when it leads somewhere */
    private record SchemaPath(ObjectValue schema, String problem) {
        static SchemaPath find(ObjectValue root, String jsonPath) {
            ObjectValue schema = root;
            String rest = jsonPath;
            while (!rest.isEmpty()) {
                if (rest.startsWith("[")) {
                    return new SchemaPath(schema, "array notation is not allowed");
                }
                if (!rest.startsWith(".")) {
                    return new SchemaPath(schema, "expected [ or . but got: " + rest.split("[.\\[\\]]", 2)[0]);
                }
                String name = rest.substring(1).split("[.\\[\\]]", 2)[0];
                if (name.isEmpty()) {
                    return new SchemaPath(schema, "unexpected end of JSON path");
                }
                Object next = schema.object("properties").isEmpty()
                        ? schema.get("additionalProperties")
                        : schema.object("properties").get(name);
                if (!(next instanceof ObjectValue field)) {
                    return new SchemaPath(schema, "does not refer to a valid field");
                }
                schema = field;
                rest = rest.substring(1 + name.length());
            }
            return new SchemaPath(schema, "");
        }
    }
}
