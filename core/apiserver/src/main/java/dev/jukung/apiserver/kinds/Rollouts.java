package dev.jukung.apiserver.kinds;

import dev.jukung.model.IntOrString;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of how Deployments, DaemonSets and StatefulSets replace their Pods. Pure functions. */
final class Rollouts {
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
    private static final String NO_PERCENT =
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex"
                    + " used for validation is '[0-9]+%')";

    private Rollouts() {}

    static void deployment(Checked spec) {
        Checked strategy = spec.in("strategy");
        Checked rolling = strategy.in("rollingUpdate");
        switch (strategy.text("type")) {
            case "Recreate" -> {
                if (strategy.has("rollingUpdate")) {
                    strategy.forbidden("rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                countOrPercent(rolling, "maxUnavailable");
                countOrPercent(rolling, "maxSurge");
                if (value(rolling, "maxUnavailable") == 0 && value(rolling, "maxSurge") == 0) {
                    rolling.invalid("maxUnavailable", "may not be 0 when `maxSurge` is 0");
                }
                notMoreThanAll(rolling, "maxUnavailable");
            }
            default -> unsupported(spec, "strategy", List.of("Recreate", "RollingUpdate"));
        }
    }

    static void daemonSet(Checked spec) {
        Checked strategy = spec.in("updateStrategy");
        Checked rolling = strategy.in("rollingUpdate");
        switch (strategy.text("type")) {
            case "OnDelete" -> {}
            case "RollingUpdate" -> {
                for (String field : List.of("maxUnavailable", "maxSurge")) {
                    countOrPercent(rolling, field);
                }
                for (String field : List.of("maxUnavailable", "maxSurge")) {
                    notMoreThanAll(rolling, field);
                }
                boolean unavailable = value(rolling, "maxUnavailable") != 0;
                boolean surge = value(rolling, "maxSurge") != 0;
                if (unavailable && surge) {
                    rolling.invalid("maxSurge", "may not be set when maxUnavailable is non-zero");
                } else if (!unavailable && !surge) {
                    rolling.required("maxUnavailable", "cannot be 0 when maxSurge is 0");
                }
            }
            default -> unsupported(spec, "updateStrategy", List.of("RollingUpdate", "OnDelete"));
        }
    }

    static void statefulSet(Checked spec) {
        Checked strategy = spec.in("updateStrategy");
        Checked rolling = strategy.in("rollingUpdate");
        FieldPath path = spec.path().child("updateStrategy");
        switch (strategy.text("type")) {
            case "" -> spec.required("updateStrategy", "");
            case "OnDelete" -> {
                if (strategy.has("rollingUpdate")) {
                    spec.errors()
                            .add(FieldError.invalid(
                                    rolling.path(),
                                    internal(rolling.value()),
                                    "only allowed for updateStrategy 'RollingUpdate'"));
                }
            }
            case "RollingUpdate" -> {
                if (rolling.number("partition") < 0) {
                    rolling.invalidNumber("partition", "must be greater than or equal to 0");
                }
                if (rolling.has("maxUnavailable")) {
                    countOrPercent(rolling, "maxUnavailable");
                    if (value(rolling, "maxUnavailable") == 0) {
                        rolling.invalid("maxUnavailable", "cannot be 0");
                    }
                    notMoreThanAll(rolling, "maxUnavailable");
                }
            }
            default ->
                spec.errors()
                        .add(FieldError.invalid(
                                path, internal(strategy.value()), "must be 'RollingUpdate' or 'OnDelete'"));
        }
    }

    private static void unsupported(Checked spec, String field, List<String> types) {
        spec.errors()
                .add(FieldError.notSupported(
                        spec.path().child(field), internal(spec.in(field).value()), types));
    }

    /** As Go writes a strategy of its internal types, whose fields have no names of their own in JSON. */
    private static GoText.Literal internal(ObjectValue strategy) {
        StringBuilder text = new StringBuilder("{");
        if (strategy.has("type")) {
            text.append("\"Type\":").append(GoText.json(strategy.text("type", "")));
            text.append(",\"RollingUpdate\":")
                    .append(
                            strategy.get("rollingUpdate") instanceof ObjectValue rolling
                                    ? internal(rolling).text()
                                    : "null");
        } else {
            boolean ordered = strategy.has("partition");
            for (String field :
                    ordered ? List.of("partition", "maxUnavailable") : List.of("maxUnavailable", "maxSurge")) {
                Object value = strategy.get(field) == null && ordered ? NullValue.NULL : strategy.get(field);
                if (value != null) {
                    text.append(text.length() == 1 ? "" : ",")
                            .append('"')
                            .append(Character.toUpperCase(field.charAt(0)))
                            .append(field.substring(1))
                            .append("\":")
                            .append(GoText.json(value));
                }
            }
        }
        return new GoText.Literal(text.append('}').toString());
    }

    static void countOrPercent(Checked owner, String field) {
        switch (owner.value().get(field)) {
            case Long number when number < 0 -> owner.invalid(field, "must be greater than or equal to 0");
            case String text when !PERCENT.matcher(text).matches() -> owner.invalid(field, NO_PERCENT);
            case null, default -> {} // absent, or fine
        }
    }

    private static void notMoreThanAll(Checked owner, String field) {
        boolean percent = owner.value().get(field) instanceof String text
                && PERCENT.matcher(text).matches();
        if (percent && value(owner, field) > 100) {
            owner.invalid(field, "must not be greater than 100%");
        }
    }

    /** The number, or that of a percentage; 0 where it is neither. */
    private static long value(Checked owner, String field) {
        @Nullable Object value = owner.value().get(field);
        if (value == null) {
            return 0;
        }
        return switch (IntOrString.fromValue(value)) {
            case IntOrString.Int(int number) -> number;
            case IntOrString.Text(String text) -> {
                boolean percent = PERCENT.matcher(text).matches() && text.length() < 10;
                yield percent ? Long.parseLong(text.substring(0, text.length() - 1)) : 0;
            }
        };
    }
}
