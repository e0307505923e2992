package dev.jukung.apiserver.admission;

import dev.jukung.model.Quantity;
import dev.jukung.model.quota.PodResources;
import dev.jukung.model.quota.ResourceAmounts;
import dev.jukung.value.ObjectValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The bounds of one limit of a LimitRange, and what is said when they are broken. Pure functions. */
final class LimitBounds {
    private LimitBounds() {}

    /** @param pod whether the object is a Pod; else it is a PersistentVolumeClaim */
    static void check(ObjectValue limit, ObjectValue object, boolean pod, Collection<String> broken) {
        String type = limit.text("type", "");
        ObjectValue spec = object.object("spec");
        if (!pod) {
            if (type.equals("PersistentVolumeClaim")) {
                ResourceAmounts asked =
                        ResourceAmounts.of(spec.object("resources").object("requests"));
                minimum(limit, asked, ResourceAmounts.NONE, broken);
                claimMaximum(limit, asked, broken);
            }
        } else if (type.equals("Container")) {
            for (String list : List.of("containers", "initContainers")) {
                for (ObjectValue container : spec.list(list).objects()) {
                    ObjectValue resources = container.object("resources");
                    bounds(
                            limit,
                            ResourceAmounts.of(resources.object("requests")),
                            ResourceAmounts.of(resources.object("limits")),
                            broken);
                }
            }
        } else if (type.equals("Pod")) {
            bounds(limit, PodResources.of(object, "requests"), PodResources.of(object, "limits"), broken);
        }
    }

    private static void bounds(
            ObjectValue limit, ResourceAmounts requests, ResourceAmounts limits, Collection<String> broken) {
        minimum(limit, requests, limits, broken);
        maximum(limit, requests, limits, broken);
        ratio(limit, requests, limits, broken);
    }

    private static void minimum(
            ObjectValue limit, ResourceAmounts requests, ResourceAmounts limits, Collection<String> broken) {
        ResourceAmounts.of(limit.object("min")).byName().forEach((name, bound) -> {
            String rule = "minimum " + name + " usage per " + limit.text("type", "") + " is " + bound;
            if (!requests.has(name)) {
                broken.add(rule + ".  No request is specified");
            } else if (requests.get(name).compareTo(bound) < 0) {
                broken.add(rule + ", but request is " + requests.get(name));
            } else if (limits.has(name) && limits.get(name).compareTo(bound) < 0) {
                broken.add(rule + ", but limit is " + limits.get(name));
            }
        });
    }

    private static void maximum(
            ObjectValue limit, ResourceAmounts requests, ResourceAmounts limits, Collection<String> broken) {
        ResourceAmounts.of(limit.object("max")).byName().forEach((name, bound) -> {
            String rule = "maximum " + name + " usage per " + limit.text("type", "") + " is " + bound;
            if (!limits.has(name)) {
                broken.add(rule + ".  No limit is specified");
            } else if (limits.get(name).compareTo(bound) > 0) {
                broken.add(rule + ", but limit is " + limits.get(name));
            } else if (requests.has(name) && requests.get(name).compareTo(bound) > 0) {
                broken.add(rule + ", but request is " + requests.get(name));
            }
        });
    }

    private static void claimMaximum(ObjectValue limit, ResourceAmounts asked, Collection<String> broken) {
        ResourceAmounts.of(limit.object("max")).byName().forEach((name, bound) -> {
            String rule = "maximum " + name + " usage per " + limit.text("type", "") + " is " + bound;
            if (!asked.has(name)) {
                broken.add(rule + ".  No request is specified");
            } else if (asked.get(name).compareTo(bound) > 0) {
                broken.add(rule + ", but request is " + asked.get(name));
            }
        });
    }

    private static void ratio(
            ObjectValue limit, ResourceAmounts requests, ResourceAmounts limits, Collection<String> broken) {
        ResourceAmounts.of(limit.object("maxLimitRequestRatio")).byName().forEach((name, bound) -> {
            String rule =
                    name + " max limit to request ratio per " + limit.text("type", "") + " is " + bound + ", but ";
            Quantity request = requests.get(name);
            Quantity most = limits.get(name);
            if (request.isZero()) {
                broken.add(rule + "no request is specified or request is 0");
            } else if (most.isZero()) {
                broken.add(rule + "no limit is specified or limit is 0");
            } else {
                double ratio = most.amount().doubleValue() / request.amount().doubleValue();
                if (ratio > bound.amount().doubleValue()) {
                    broken.add(rule + "provided ratio is " + String.format(Locale.ROOT, "%f", ratio));
                }
            }
        });
    }
}
