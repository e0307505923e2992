package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Of which families a Service has addresses: what was asked for, what it had before, and what the cluster has
 * (k8s.io/kubernetes/pkg/registry/core/service/storage, alloc.go). Confined to one thread.
 */
final class ServiceFamilies {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath POLICY = SPEC.child("ipFamilyPolicy");
    private static final String HEADLESS = "None";
    private static final String SINGLE = "SingleStack";
    private static final String PREFER_DUAL = "PreferDualStack";
    private static final String REQUIRE_DUAL = "RequireDualStack";

    private final ObjectValue before;
    private final List<String> configured;
    private final FieldErrors errors = new FieldErrors();
    private final boolean selectorlessHeadless;
    private final ListValue givenAddresses;
    private String policy;
    private List<String> addresses;
    private List<String> families;

    /**
     * @param spec of a Service that has addresses or none on purpose, {@code clusterIP} and {@code clusterIPs} in agreement
     * @param before the spec it had, empty for a new Service
     * @param configured the families of the cluster, the first one is for those who ask for none
     */
    ServiceFamilies(ObjectValue spec, ObjectValue before, List<String> configured) {
        this.before = before;
        this.configured = configured;
        givenAddresses = spec.list("clusterIPs");
        addresses = new ArrayList<>(givenAddresses.texts());
        families = new ArrayList<>(spec.list("ipFamilies").texts());
        selectorlessHeadless = isHeadless() && spec.object("selector").isEmpty();
        policy = spec.text("ipFamilyPolicy", before.text("ipFamilyPolicy", ""));
        if (policy.isEmpty()) {
            policy = selectorlessHeadless ? REQUIRE_DUAL : SINGLE;
        }
    }

    /** What was wrong, in the order of Kubernetes. */
    FieldErrors errors() {
        return errors;
    }

    /** The spec with policy and families, and without the addresses that it gives up; those that it lacks are to be found. */
    ObjectValue decided(ObjectValue spec) {
        if (staysAsItIs(spec)) {
            return spec;
        }
        if (!before.isEmpty()) {
            shrink();
        }
        checkSingle();
        infer();
        if (errors.isEmpty()) {
            settle();
        }
        return errors.isEmpty()
                ? spec.with("ipFamilyPolicy", policy)
                        .with("ipFamilies", ListValue.copyOf(families))
                        .with("clusterIPs", ListValue.copyOf(addresses))
                : spec;
    }

    private boolean isHeadless() {
        return addresses.size() == 1 && addresses.getFirst().equals(HEADLESS);
    }

    /** A Service that likes two families is not changed only because the cluster has one more, or less, by now. */
    private boolean staysAsItIs(ObjectValue spec) {
        String type = spec.text("type", "ClusterIP");
        return !before.isEmpty()
                && spec.text("ipFamilyPolicy", "").equals(PREFER_DUAL)
                && before.text("ipFamilyPolicy", PREFER_DUAL).equals(PREFER_DUAL)
                && type.equals(before.text("type", "ClusterIP"))
                && !type.equals("ExternalName")
                && spec.list("clusterIPs").equals(before.list("clusterIPs"))
                && spec.list("ipFamilies").equals(before.list("ipFamilies"));
    }

    private void shrink() {
        List<String> hadAddresses = before.list("clusterIPs").texts();
        List<String> hadFamilies = before.list("ipFamilies").texts();
        if (policy.equals(SINGLE)) {
            addresses = addresses.equals(hadAddresses) ? first(addresses) : addresses;
            families = families.equals(hadFamilies) ? first(families) : families;
            return;
        }
        if (!addresses.isEmpty() && addresses.size() < hadAddresses.size()) {
            invalidPolicy("must be 'SingleStack' to release the secondary cluster IP");
        }
        if (!families.isEmpty() && families.size() < hadFamilies.size()) {
            invalidPolicy("must be 'SingleStack' to release the secondary IP family");
        }
    }

    private static List<String> first(List<String> all) {
        return new ArrayList<>(all.subList(0, Math.min(1, all.size())));
    }

    private void checkSingle() {
        if (policy.equals(SINGLE) && addresses.size() == 2) {
            invalidPolicy("must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified");
        }
        if (policy.equals(SINGLE) && families.size() == 2) {
            invalidPolicy("must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified");
        }
    }

    private void invalidPolicy(String why) {
        errors.add(FieldError.invalid(POLICY, policy, why));
    }

    private void infer() {
        for (int i = families.size(); i < addresses.size() && !addresses.get(i).equals(HEADLESS); i++) {
            String family = addresses.get(i).contains(":") ? "IPv6" : "IPv4";
            if (configured.contains(family)) {
                families.add(family);
            } else {
                errors.add(FieldError.invalid(
                        SPEC.child("clusterIPs").index(i),
                        givenAddresses,
                        family + " is not configured on this cluster"));
            }
        }
    }

    private void settle() {
        if (selectorlessHeadless) {
            families = families.isEmpty() ? new ArrayList<>(first(configured)) : families;
            addOther(!policy.equals(SINGLE)); // whoever makes its endpoints may have both
            return;
        }
        if (policy.equals(REQUIRE_DUAL) && configured.size() < 2) {
            invalidPolicy("this cluster is not configured for dual-stack services");
        }
        for (int i = 0; i < families.size(); i++) {
            if (!configured.contains(families.get(i))) {
                errors.add(FieldError.invalid(
                        SPEC.child("ipFamilies").index(i), families.get(i), "not configured on this cluster"));
            }
        }
        families = families.isEmpty() ? new ArrayList<>(first(configured)) : families;
        addOther(!policy.equals(SINGLE) && configured.size() == 2);
    }

    private void addOther(boolean wanted) {
        if (wanted && families.size() == 1) {
            families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
        }
    }
}
