package dev.jukung.controllers.admissionpolicy;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.admissionregistration.v1.ValidatingAdmissionPolicy;
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
import java.util.Optional;

/**
 * The validatingadmissionpolicy-status-controller: the status of each generation of a policy says which of its expressions
 * cannot be right for the kinds that it names.
 */
public final class ValidatingPolicyStatusController implements Controller, Reconciler<String> {
    private static final String NAME = "validatingadmissionpolicy-status-controller";
    private static final String MANAGER = "validatingadmissionpolicy-status";
    private static final int WORKERS = 5;

    private final ApiClient client;
    private final Lister<ValidatingAdmissionPolicy> policies;
    private final KnownTypes types;
    private final Clock clock;
    private final ControllerLoop<String> loop;

    public ValidatingPolicyStatusController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<ValidatingAdmissionPolicy> informer = informers.of(Resources.VALIDATINGADMISSIONPOLICIES);
        policies = informer.lister();
        types = new KnownTypes(informers.of(Resources.CUSTOMRESOURCEDEFINITIONS).lister());
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> loop.add(change.object().name(), change.trigger()));
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<ValidatingAdmissionPolicy> found = policies.find(ObjectKey.of(name));
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        ObjectValue policy = found.get().tree();
        long generation = policy.object("metadata").integer("generation", 0);
        if (generation <= policy.object("status").integer("observedGeneration", 0)) {
            return Outcome.SETTLED;
        }
        ListValue warnings =
                new TypeCheck(policy.object("spec"), types, clock.now().getNano()).warnings();
        ObjectValue checked = warnings.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("expressionWarnings", warnings);
        ObjectValue applied = ObjectValue.of(
                "apiVersion", Resources.VALIDATINGADMISSIONPOLICIES.apiVersion(),
                "kind", Resources.VALIDATINGADMISSIONPOLICIES.kind(),
                "metadata", ObjectValue.of("name", name),
                "status", ObjectValue.of("observedGeneration", generation, "typeChecking", checked));
        Cause.deciding(
                "check the types of ValidatingAdmissionPolicy " + name,
                () -> client.patch(
                        Resources.VALIDATINGADMISSIONPOLICIES,
                        ObjectKey.of(name),
                        Patch.apply(applied),
                        WriteOptions.NONE.withFieldManager(MANAGER, true).withSubresource("status")));
        return Outcome.SETTLED;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
