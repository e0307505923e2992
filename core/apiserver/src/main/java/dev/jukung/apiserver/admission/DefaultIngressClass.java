package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.Comparator;
import java.util.Optional;

/** DefaultIngressClass: an Ingress that names no class gets the newest one that is marked as the default. */
final class DefaultIngressClass implements Admission {
    private static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";
    private static final String OLD_STYLE = "kubernetes.io/ingress.class";

    @Override
    public ObjectValue mutate(Review review) {
        ObjectValue ingress = review.object();
        if (!review.concerns("networking.k8s.io", "ingresses")
                || review.operation() != Operation.CREATE
                || ingress.object("spec").has("ingressClassName")
                || ingress.object("metadata").object("annotations").has(OLD_STYLE)) {
            return ingress;
        }
        Comparator<ObjectValue> oldestFirst =
                Comparator.comparing(each -> each.object("metadata").text("creationTimestamp", ""));
        Optional<ObjectValue> chosen = Lookups.all(review, Resources.INGRESSCLASSES).stream()
                .filter(each -> each.object("metadata")
                        .object("annotations")
                        .text(IS_DEFAULT, "")
                        .equals("true"))
                .max(oldestFirst.thenComparing(DefaultIngressClass::name, Comparator.reverseOrder()));
        return chosen.map(each -> ingress.withAt(name(each), "spec", "ingressClassName"))
                .orElse(ingress);
    }

    private static String name(ObjectValue ingressClass) {
        return ingressClass.object("metadata").text("name", "");
    }
}
