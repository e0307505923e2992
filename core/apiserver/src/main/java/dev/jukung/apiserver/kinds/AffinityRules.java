package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import java.util.List;

/** The rules of {@code v1 Affinity}. Stateless. */
final class AffinityRules {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final int MAX_WEIGHT = 100;

    private AffinityRules() {}

    static void check(Checked affinity) {
        Checked nodes = affinity.in("nodeAffinity");
        if (nodes.has(REQUIRED)) {
            NodeSelectorRules.check(nodes.in(REQUIRED));
        }
        for (Checked preferred : nodes.items(PREFERRED)) {
            weight(preferred);
            NodeSelectorRules.term(preferred.in("preference"));
        }
        for (String pods : List.of("podAffinity", "podAntiAffinity")) {
            affinity.in(pods).items(REQUIRED).forEach(AffinityRules::term);
            for (Checked preferred : affinity.in(pods).items(PREFERRED)) {
                weight(preferred);
                term(preferred.in("podAffinityTerm"));
            }
        }
    }

    private static void weight(Checked preferred) {
        long weight = preferred.number("weight");
        if (weight <= 0 || weight > MAX_WEIGHT) {
            preferred.errors().take(preferred.path().child("weight"));
            preferred.invalidNumber("weight", "must be in the range 1-100");
        }
    }

    private static void term(Checked term) {
        for (String selector : List.of("labelSelector", "namespaceSelector")) {
            LabelRules.selector(term.value().object(selector), term.path().child(selector), term.errors());
        }
        List<String> namespaces = term.texts("namespaces");
        for (int i = 0; i < namespaces.size(); i++) {
            for (String problem : NameRule.LABEL.problems(namespaces.get(i), false)) {
                term.errors().add(FieldError.invalid(term.path().child("namespace"), namespaces.get(i), problem));
            }
        }
        labelKeys(term);
        String key = term.text("topologyKey");
        FieldPath path = term.path().child("topologyKey");
        term.errors().take(path);
        if (key.isEmpty()) {
            term.required("topologyKey", "can not be empty");
        }
        LabelRules.keyProblems(key).forEach(problem -> term.errors().add(FieldError.invalid(path, key, problem)));
    }

    /** Names of labels whose values are those of the Pod. */
    static void labelKeys(Checked term) {
        List<String> matching = term.texts("matchLabelKeys");
        List<String> others = term.texts("mismatchLabelKeys");
        for (String list : List.of("matchLabelKeys", "mismatchLabelKeys")) {
            List<String> keys = term.texts(list);
            if (!keys.isEmpty() && !term.has("labelSelector")) {
                term.forbidden(list, "must not be specified when labelSelector is not set");
            } else {
                labelKeys(term, list);
            }
        }
        for (int i = 0; i < matching.size(); i++) {
            if (others.contains(matching.get(i))) {
                term.invalidItem("matchLabelKeys", i, "exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    private static void labelKeys(Checked owner, String list) {
        List<String> keys = owner.texts(list);
        for (int i = 0; i < keys.size(); i++) {
            for (String problem : LabelRules.keyProblems(keys.get(i))) {
                owner.invalidItem(list, i, problem);
            }
        }
    }
}
