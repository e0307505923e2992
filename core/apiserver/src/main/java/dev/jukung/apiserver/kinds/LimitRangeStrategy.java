package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Quantity;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules of LimitRanges: what is not said of containers follows from what is, and nothing contradicts itself. */
final class LimitRangeStrategy implements Strategy {
    private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");
    private static final Quantity ONE = Quantity.fromValue("1");

    /** One of these has to be at least the other. */
    private record Order(String least, String most, String blamed, String shown, String text) {}

    private static final List<Order> ORDERS = List.of(
            new Order("min", "max", "min", "min", "min value %s is greater than max value %s"),
            new Order(
                    "min",
                    "defaultRequest",
                    "defaultRequest",
                    "defaultRequest",
                    "min value %s is greater than default request value %s"),
            new Order(
                    "defaultRequest",
                    "max",
                    "defaultRequest",
                    "defaultRequest",
                    "default request value %s is greater than max value %s"),
            new Order(
                    "defaultRequest",
                    "default",
                    "defaultRequest",
                    "defaultRequest",
                    "default request value %s is greater than default limit value %s"),
            new Order("min", "default", "default", "min", "min value %s is greater than default value %s"),
            new Order("default", "max", "default", "max", "default value %s is greater than max value %s"));

    @Override
    public ObjectValue defaults(ObjectValue range) {
        ObjectValue spec = range.object("spec");
        ObjectValue completed = PodSpecRules.mapped(
                spec, "limits", limit -> limit.text("type", "").equals("Container") ? completed(limit) : limit);
        return completed == spec ? range : range.with("spec", completed);
    }

    /** One without a name is given one. */
    @Override
    public ObjectValue prepareForCreate(ObjectValue range, Context context) {
        return range.object("metadata").text("name", "").isEmpty()
                ? range.withAt(context.random().uid(), "metadata", "name")
                : range;
    }

    private static ObjectValue completed(ObjectValue limit) {
        ObjectValue defaults = filled(limit.object("default"), limit.object("max"));
        ObjectValue requests = filled(filled(limit.object("defaultRequest"), defaults), limit.object("min"));
        ObjectValue result = defaults.isEmpty() ? limit : limit.with("default", defaults);
        return requests.isEmpty() ? result : result.with("defaultRequest", requests);
    }

    private static ObjectValue filled(ObjectValue given, ObjectValue from) {
        ObjectValue result = given;
        for (int i = 0; i < from.size(); i++) {
            if (!result.has(from.keyAt(i))) {
                result = result.with(from.keyAt(i), from.valueAt(i));
            }
        }
        return result;
    }

    @Override
    public boolean checkedBySchema() {
        return false;
    }

    @Override
    public void validate(ObjectValue range, FieldErrors errors) {
        Set<String> types = new HashSet<>();
        for (Checked limit :
                new Checked(range, FieldPath.ROOT, errors).in("spec").items("limits")) {
            String type = limit.text("type");
            type(limit, type);
            if (!types.add(type)) {
                errors.add(FieldError.duplicate(limit.path().child("type"), type));
            }
            limit(limit, type);
        }
    }

    private static void type(Checked limit, String type) {
        List<String> problems = LabelRules.keyProblems(type);
        problems.forEach(
                problem -> limit.errors().add(FieldError.invalid(limit.path().child("type"), type, problem)));
        if (problems.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
            limit.invalid("type", "must be a standard limit type or fully qualified");
        }
    }

    private static void limit(Checked limit, String type) {
        boolean pod = type.equals("Pod");
        names(limit, "max", type);
        names(limit, "min", type);
        for (String field : List.of("default", "defaultRequest")) {
            if (!pod) {
                names(limit, field, type);
            } else if (!limit.value().object(field).isEmpty()) {
                limit.forbidden(field, "may not be specified when `type` is 'Pod'");
            }
        }
        boolean sized = limit.value().object("min").has("storage")
                || limit.value().object("max").has("storage");
        if (type.equals("PersistentVolumeClaim") && !sized) {
            limit.required("limits", "either minimum or maximum storage value is required, but neither was provided");
        }
        names(limit, "maxLimitRequestRatio", type);
        Set<String> names = new TreeSet<>();
        for (String field : List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")) {
            if (!pod || !field.startsWith("default")) {
                limit.value().object(field).forEach((name, _) -> names.add(name));
            }
        }
        names.forEach(name -> values(limit, name, pod));
    }

    private static void names(Checked limit, String field, String type) {
        boolean ofContainers = type.equals("Pod") || type.equals("Container");
        limit.value().object(field).forEach((name, _) -> {
            FieldPath path = limit.path().child(field).key(name);
            if (ofContainers) {
                ResourceNames.checkOfContainer(name, path, limit.errors());
            } else {
                ResourceNames.check(name, path, limit.errors());
            }
        });
    }

    private static void values(Checked limit, String name, boolean pod) {
        for (Order order : ORDERS) {
            Optional<Quantity> least = quantity(limit, order.least(), name, pod);
            Optional<Quantity> most = quantity(limit, order.most(), name, pod);
            if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
                invalid(
                        limit,
                        order.blamed(),
                        name,
                        shown(limit, order.shown(), name),
                        order.text().formatted(shown(limit, order.least(), name), shown(limit, order.most(), name)));
            }
        }
        ratio(limit, name);
        Optional<Quantity> value = quantity(limit, "default", name, pod);
        Optional<Quantity> request = quantity(limit, "defaultRequest", name, pod);
        boolean differ = value.isPresent() && request.isPresent() && value.get().compareTo(request.get()) != 0;
        if (differ && !ResourceNames.isOvercommitted(name)) {
            invalid(
                    limit,
                    "defaultRequest",
                    name,
                    shown(limit, "defaultRequest", name),
                    "default value " + shown(limit, "default", name) + " must equal to defaultRequest value "
                            + shown(limit, "defaultRequest", name) + " in " + name);
        }
    }

    private static void ratio(Checked limit, String name) {
        Optional<Quantity> ratio = quantity(limit, "maxLimitRequestRatio", name, false);
        if (ratio.isEmpty()) {
            return;
        }
        String shown = shown(limit, "maxLimitRequestRatio", name);
        if (ratio.get().compareTo(ONE) < 0) {
            invalid(limit, "maxLimitRequestRatio", name, shown, "ratio " + shown + " is less than 1");
        }
        Optional<Quantity> min = quantity(limit, "min", name, false);
        Optional<Quantity> max = quantity(limit, "max", name, false);
        if (min.isPresent() && max.isPresent()) {
            double most = max.get().amount().doubleValue() / min.get().amount().doubleValue();
            if (ratio.get().amount().doubleValue() > most) {
                invalid(
                        limit,
                        "maxLimitRequestRatio",
                        name,
                        shown,
                        "ratio %s is greater than max/min = %f".formatted(shown, most));
            }
        }
    }

    private static Optional<Quantity> quantity(Checked limit, String field, String name, boolean pod) {
        Object value = pod && field.startsWith("default")
                ? null
                : limit.value().object(field).get(name);
        return Optional.ofNullable(value).map(Quantity::fromValue);
    }

    private static String shown(Checked limit, String field, String name) {
        return limit.value().object(field).text(name, "");
    }

    private static void invalid(Checked limit, String field, String name, String value, String why) {
        limit.errors().add(FieldError.invalid(limit.path().child(field).key(name), value, why));
    }
}
