package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.discovery.Priorities;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every group and version of this server has an APIService: that of a built-in one is made at each start, that of custom
 * resources comes and goes with them. What somebody else has made is left alone. Thread-safe.
 */
final class LocalApiServices {
    private static final String LABEL = "kube-aggregator.kubernetes.io/automanaged";
    private static final String ON_START = "onstart";
    private static final String ALWAYS = "true";

    private final Verbs verbs;
    private final Kinds kinds;
    private final ApiServices apiServices;

    LocalApiServices(Verbs verbs, Kinds kinds, ApiServices apiServices) {
        this.verbs = verbs;
        this.kinds = kinds;
        this.apiServices = apiServices;
    }

    private record Version(String group, String version) {}

    void registerAll() throws InterruptedException {
        Map<Version, Boolean> served = new LinkedHashMap<>();
        for (Kind kind : kinds.all()) {
            Version version = new Version(kind.type().group(), kind.type().version());
            served.merge(version, kind.isCustom(), (one, other) -> one && other);
        }
        served.remove(new Version("apiregistration.k8s.io", "v1"));
        for (Map.Entry<Version, Boolean> each : served.entrySet()) {
            create(each.getKey(), each.getValue() ? ALWAYS : ON_START);
        }
        for (ObjectValue apiService : apiServices.all()) {
            reconcile(ApiServices.name(apiService));
        }
    }

    /** Makes or removes what belongs to the custom resources of a group and version. */
    void reconcile(String name) throws InterruptedException {
        int dot = name.indexOf('.');
        Version version = new Version(name.substring(dot + 1), name.substring(0, Math.max(0, dot)));
        List<Kind> served = kinds.in(version.group(), version.version());
        if (!served.isEmpty() && served.stream().allMatch(Kind::isCustom)) {
            create(version, ALWAYS);
            return;
        }
        Optional<ObjectValue> known = apiServices.find(name);
        boolean ours = known.map(
                        each -> each.object("metadata").object("labels").text(LABEL, ""))
                .filter(ALWAYS::equals)
                .isPresent();
        if (served.isEmpty() && ours) {
            try {
                verbs.delete(ServerCalls.of(apiServices.kind(), "", name, ""), ObjectValue.EMPTY);
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND)) {
                    throw e;
                }
            }
        }
    }

    private void create(Version version, String managed) throws InterruptedException {
        String name = version.version() + "." + version.group();
        if (apiServices.find(name).isPresent()) {
            return;
        }
        ObjectValue spec = ObjectValue.of(
                "version", version.version(),
                "groupPriorityMinimum", Priorities.ofGroup(version.group()),
                "versionPriority", Priorities.ofVersion(version.group(), version.version()));
        ObjectValue object = ObjectValue.of(
                "kind",
                "APIService",
                "apiVersion",
                "apiregistration.k8s.io/v1",
                "metadata",
                ObjectValue.of("name", name, "labels", ObjectValue.of(LABEL, managed)),
                "spec",
                version.group().isEmpty() ? spec : spec.with("group", version.group()));
        try {
            verbs.create(ServerCalls.of(apiServices.kind(), "", "", ""), object, List.of());
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS)) {
                throw e;
            }
        }
    }
}
