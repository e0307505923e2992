package dev.jukung.controllers.disruption;

import dev.jukung.model.IntOrString;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.model.policy.v1.PodDisruptionBudget;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The disruption controller: keeps in the status of budgets how many pods may be evicted now. */
public final class DisruptionController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "disruption-controller";

    private final ApiClient client;
    private final Surroundings surroundings;
    private final Lister<PodDisruptionBudget> budgets;
    private final Lister<Pod> pods;
    private final PodOwners owners;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;

    public DisruptionController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
        Informer<PodDisruptionBudget> budgetInformer = informers.of(Resources.PODDISRUPTIONBUDGETS);
        Informer<Pod> podInformer = informers.of(Resources.PODS);
        budgets = budgetInformer.lister();
        pods = podInformer.lister();
        owners = new PodOwners(informers);
        events = new EventRecorder(client, "controllermanager", "", surroundings);
        loop = new ControllerLoop<>(NAME, this, surroundings);
        budgetInformer.handle(change -> loop.add(change.object().key(), change.trigger()));
        podInformer.handle(this::podChanged);
    }

    private void podChanged(Change<Pod> change) {
        for (PodDisruptionBudget budget : budgets.in(change.object().namespace())) {
            Selector selector = selector(budget.tree());
            if (selector.matches(change.object())
                    || change.previous().filter(selector::matches).isPresent()) {
                loop.add(budget.key(), change.trigger());
            }
        }
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<PodDisruptionBudget> found = budgets.find(key);
        if (found.isEmpty()) {
            return new Outcome.Settled();
        }
        PodDisruptionBudget budget = found.get();
        List<Pod> covered = pods.matching(key.namespace(), selector(budget.tree()));
        if (covered.isEmpty()) {
            events.normal(budget, "NoPods", "No matching pods found");
        }
        Instant now = surroundings.clock().now();
        ObjectValue observed;
        try {
            observed = BudgetStatus.observed(budget.tree(), need(budget, covered), covered, now);
        } catch (IllegalStateException e) {
            String why = String.valueOf(e.getMessage());
            events.warning(
                    budget,
                    "CalculateExpectedPodCountFailed",
                    "Failed to calculate the number of expected pods: " + why);
            write(budget, BudgetStatus.failed(budget.tree(), why, now));
            return new Outcome.TryAgain(why);
        }
        write(budget, observed);
        Optional<Duration> recheck = BudgetStatus.recheck(observed, now);
        return recheck.isPresent() ? new Outcome.CheckAgain(recheck.get()) : new Outcome.Settled();
    }

    private void write(PodDisruptionBudget before, ObjectValue after) throws InterruptedException {
        if (!after.equals(before.tree())) {
            client.update(
                    Resources.PODDISRUPTIONBUDGETS,
                    new PodDisruptionBudget(after),
                    WriteOptions.NONE.withSubresource("status"));
        }
    }

    private BudgetStatus.Need need(PodDisruptionBudget budget, List<Pod> covered) {
        ObjectValue spec = budget.tree().object("spec");
        Object maximum = spec.get("maxUnavailable");
        if (maximum != null) {
            int expected = expected(budget, covered);
            int unavailable = IntOrString.fromValue(maximum).scaled(expected, true);
            return new BudgetStatus.Need(expected, Math.max(0, expected - unavailable));
        }
        return switch (spec.get("minAvailable")) {
            case Long number -> new BudgetStatus.Need(covered.size(), number.intValue());
            case String percentage -> {
                int expected = expected(budget, covered);
                yield new BudgetStatus.Need(expected, new IntOrString.Text(percentage).scaled(expected, true));
            }
            case null, default -> new BudgetStatus.Need(0, 0);
        };
    }

    private int expected(PodDisruptionBudget budget, List<Pod> covered) {
        if (PodOwners.anyUnmanaged(covered)) {
            events.warning(
                    budget,
                    "UnmanagedPods",
                    "Pods selected by this PodDisruptionBudget (selector: " + selector(budget.tree())
                            + ") were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value.");
        }
        return owners.wanted(covered);
    }

    private static Selector selector(ObjectValue budget) {
        ObjectValue spec = budget.object("spec");
        return spec.has("selector")
                ? LabelSelectors.of(new LabelSelector(spec.object("selector")))
                : LabelSelectors.NOTHING;
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
        events.close();
    }
}
