package dev.jukung.controllers.clusterroleaggregation;

import dev.jukung.base.Cause;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.model.rbac.v1.ClusterRole;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The clusterrole-aggregation-controller: a ClusterRole with an aggregationRule has the rules of all that it selects. */
public final class ClusterRoleAggregationController implements Controller, Reconciler<String> {
    private static final String NAME = "clusterrole-aggregation-controller";

    private final ApiClient client;
    private final Lister<ClusterRole> roles;
    private final ControllerLoop<String> loop;

    public ClusterRoleAggregationController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        Informer<ClusterRole> informer = informers.of(Resources.CLUSTERROLES);
        roles = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        // Any role may be part of any that gathers, and those are few.
        informer.handle(change -> roles.all().stream()
                .filter(role -> role.tree().has("aggregationRule"))
                .forEach(role -> loop.add(role.name(), change.trigger())));
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<ClusterRole> role = roles.find(ObjectKey.of(name));
        if (role.isEmpty() || !role.get().tree().has("aggregationRule")) {
            return Outcome.SETTLED;
        }
        ListValue rules = gathered(role.get().tree(), roles.all());
        if (!rules.equals(role.get().tree().list("rules"))) {
            ObjectValue applied = ObjectValue.of(
                    "apiVersion",
                    Resources.CLUSTERROLES.apiVersion(),
                    "kind",
                    Resources.CLUSTERROLES.kind(),
                    "metadata",
                    ObjectValue.of("name", name),
                    "rules",
                    rules);
            Cause.deciding(
                    "gather the rules of ClusterRole " + name,
                    () -> client.patch(
                            Resources.CLUSTERROLES,
                            ObjectKey.of(name),
                            Patch.apply(applied),
                            WriteOptions.NONE.withFieldManager(NAME, true)));
        }
        return Outcome.SETTLED;
    }

    /** Each rule once, by the order of the selectors and of the names of the roles. */
    static ListValue gathered(ObjectValue role, List<ClusterRole> all) {
        List<ClusterRole> sorted =
                all.stream().sorted(Comparator.comparing(ClusterRole::name)).toList();
        String own = role.object("metadata").text("name", "");
        Set<Object> rules = new LinkedHashSet<>();
        for (ObjectValue selector :
                role.object("aggregationRule").list("clusterRoleSelectors").objects()) {
            LabelSelectors.Selector selected = LabelSelectors.of(new LabelSelector(selector));
            for (ClusterRole part : sorted) {
                if (!part.name().equals(own) && selected.matches(part)) {
                    rules.addAll(part.tree().list("rules"));
                }
            }
        }
        return ListValue.copyOf(rules);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
