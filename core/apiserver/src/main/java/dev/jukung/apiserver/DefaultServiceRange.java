package dev.jukung.apiserver;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.Cidr;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Change;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ServiceCIDR {@code kubernetes} has the ranges that the server was started with: made where it is missing, given its second range,
 * called ready where nobody has said anything. Other ranges in it are only told of: they may be another server's. Thread-safe.
 */
final class DefaultServiceRange {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultServiceRange.class);
    private static final ObjectKey KEY = ObjectKey.of("kubernetes");
    private static final String MANAGER = "kubernetes-service-cidr-controller";
    private static final String READY = "Kubernetes default Service CIDR is ready";
    private static final Cause CAUSE = new Cause(Bootstrap.SERVER.name(), "keep the default ServiceCIDR", 0);

    private final Verbs verbs;
    private final Kind kind;
    private final Clock clock;
    private final ListValue ranges;
    private final Upkeep upkeep;

    DefaultServiceRange(Verbs verbs, Kinds kinds, Clock clock, List<Cidr> ranges) {
        this.verbs = verbs;
        this.kind = kinds.get(Resources.SERVICECIDRS);
        this.clock = clock;
        this.ranges = ListValue.copyOf(ranges.stream().map(Cidr::toString).toList());
        upkeep = new Upkeep(MANAGER, clock, this::run);
    }

    /** When it returns, Services can get addresses. */
    void begin() throws InterruptedException {
        upkeep.begin();
    }

    /** As an observer of the store. */
    void changed(Change change) {
        if (change.key().equals(kind.key(KEY))) {
            upkeep.changed();
        }
    }

    private void run() throws InterruptedException {
        ScopedValue.where(Cause.CURRENT, CAUSE).<Boolean, InterruptedException>call(() -> {
            reconcile();
            return true;
        });
    }

    private void reconcile() throws InterruptedException {
        Optional<ObjectValue> found = verbs.reader().find(kind, KEY).map(object -> object.tree());
        if (found.isEmpty()) {
            create();
            return;
        }
        ListValue present = found.get().object("spec").list("cidrs");
        if (ranges.size() == 2 && present.size() == 1 && present.getFirst().equals(ranges.getFirst())) {
            LOG.info("Updating default ServiceCIDR from single-stack to dual-stack: {}", ranges);
            write(found.get().withAt(ranges, "spec", "cidrs"));
            return;
        }
        boolean deleting = found.get().object("metadata").has("deletionTimestamp");
        if (deleting) {
            return;
        }
        if (!present.equals(ranges)) {
            LOG.warn("The default ServiceCIDR {} does not match the flag configurations {}", present, ranges);
            return;
        }
        Optional<ObjectValue> ready = found.get().object("status").list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals("Ready"))
                .findFirst();
        if (ready.isEmpty() || ready.get().text("status", "").equals("Unknown")) {
            callReady();
        }
    }

    private void create() throws InterruptedException {
        ObjectValue object = ObjectValue.of(
                "apiVersion",
                Resources.SERVICECIDRS.apiVersion(),
                "kind",
                Resources.SERVICECIDRS.kind(),
                "metadata",
                ObjectValue.of("name", KEY.name()),
                "spec",
                ObjectValue.of("cidrs", ranges));
        try {
            verbs.create(call("", "", false), object, List.of());
            callReady();
        } catch (ApiException e) {
            if (!e.is(Reason.ALREADY_EXISTS)) {
                throw e; // else: another server has started at the same time
            }
        }
    }

    private void callReady() throws InterruptedException {
        ObjectValue condition = ObjectValue.of(
                "type", "Ready", "status", "True", "message", READY, "lastTransitionTime", Views.fromTime(clock.now()));
        ObjectValue applied = ObjectValue.of(
                "apiVersion", Resources.SERVICECIDRS.apiVersion(),
                "kind", Resources.SERVICECIDRS.kind(),
                "metadata", ObjectValue.of("name", KEY.name()),
                "status", ObjectValue.of("conditions", ListValue.of(condition)));
        verbs.patch(call(KEY.name(), "status", true), Patch.apply(applied), List.of());
    }

    private void write(ObjectValue changed) throws InterruptedException {
        try {
            verbs.update(call(KEY.name(), "", false), changed, List.of());
        } catch (ApiException e) {
            if (!e.is(Reason.CONFLICT)) {
                throw e; // else: whoever has changed it brings us here again
            }
        }
    }

    private Call call(String name, String subresource, boolean applying) {
        Call.WriteRules rules = new Call.WriteRules(
                false, applying ? MANAGER : "kube-apiserver", applying, Call.FieldValidation.STRICT);
        return new Call(Bootstrap.SERVER, kind, "", name, subresource, rules, new ArrayList<>());
    }
}
