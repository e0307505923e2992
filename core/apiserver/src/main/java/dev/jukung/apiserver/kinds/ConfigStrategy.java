package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Views;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of ConfigMaps and Secrets: keys, size, immutability; a Secret's stringData becomes data. */
final class ConfigStrategy implements Strategy {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final String KEY_TEXT =
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue texts = object.object("stringData");
        if (texts.isEmpty()) {
            return object.without("stringData");
        }
        ObjectValue data = object.object("data");
        for (int i = 0; i < texts.size(); i++) {
            byte[] bytes = Views.toText(texts.valueAt(i)).getBytes(StandardCharsets.UTF_8);
            data = data.with(texts.keyAt(i), Views.fromBytes(bytes));
        }
        return object.with("data", data).without("stringData");
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        boolean secret = object.text("kind", "").equals("Secret");
        long total = 0;
        for (String field : List.of("data", "binaryData")) {
            ObjectValue data = object.object(field);
            for (int i = 0; i < data.size(); i++) {
                String key = data.keyAt(i);
                if (key.length() > 253) {
                    errors.add(FieldError.invalid(
                            FieldPath.of(field).key(key), key, "must be no more than 253 characters"));
                } else if (key.equals(".") || key.equals("..") || key.startsWith("..")) {
                    errors.add(FieldError.invalid(FieldPath.of(field).key(key), key, "must not start with '..'"));
                } else if (!KEY.matcher(key).matches()) {
                    errors.add(FieldError.invalid(FieldPath.of(field).key(key), key, KEY_TEXT));
                }
                String text = Views.toText(data.valueAt(i));
                total += secret || field.equals("binaryData")
                        ? text.length() / 4L * 3
                        : text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (total > MAX_BYTES) {
            errors.add(FieldError.tooLong(secret ? FieldPath.of("data") : FieldPath.ROOT.key(""), MAX_BYTES));
        }
        if (secret) {
            requireKeys(object, errors);
        }
    }

    private static void requireKeys(ObjectValue secret, FieldErrors errors) {
        List<String> needed =
                switch (secret.text("type", "")) {
                    case "kubernetes.io/tls" -> List.of("tls.crt", "tls.key");
                    case "kubernetes.io/dockerconfigjson" -> List.of(".dockerconfigjson");
                    case "kubernetes.io/dockercfg" -> List.of(".dockercfg");
                    case "kubernetes.io/ssh-auth" -> List.of("ssh-privatekey");
                    default -> List.of();
                };
        ObjectValue data = secret.object("data");
        if (secret.text("type", "").equals("kubernetes.io/basic-auth")
                && !data.has("username")
                && !data.has("password")) {
            errors.add(FieldError.required(FieldPath.of("data").key("username"), ""));
            errors.add(FieldError.required(FieldPath.of("data").key("password"), ""));
        }
        for (String key : needed) {
            if (!secret.object("data").has(key)) {
                errors.add(FieldError.required(FieldPath.of("data").key(key), ""));
            }
        }
        if (secret.text("type", "").equals("kubernetes.io/service-account-token")
                && secret.object("metadata")
                        .object("annotations")
                        .text("kubernetes.io/service-account.name", "")
                        .isEmpty()) {
            errors.add(FieldError.required(
                    FieldPath.of("metadata", "annotations").key("kubernetes.io/service-account.name"), ""));
        }
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old, Context context) {
        // A Secret keeps its type where the update leaves it out.
        return old.has("type") && object.text("type", "").isEmpty()
                ? object.with("type", old.text("type", ""))
                : object;
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validate(object, errors);
        if (!old.text("type", "").equals(object.text("type", ""))) {
            errors.add(FieldError.invalid(FieldPath.of("type"), object.text("type", ""), "field is immutable"));
        }
        if (!old.flag("immutable", false)) {
            return;
        }
        if (!object.flag("immutable", false)) {
            errors.add(FieldError.forbidden(FieldPath.of("immutable"), "field is immutable when `immutable` is set"));
        }
        for (String field : List.of("data", "binaryData")) {
            if (!old.object(field).equals(object.object(field))) {
                errors.add(FieldError.forbidden(FieldPath.of(field), "field is immutable when `immutable` is set"));
            }
        }
    }
}
