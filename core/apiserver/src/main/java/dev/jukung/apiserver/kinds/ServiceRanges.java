package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.Cidr;
import dev.jukung.store.Entry;
import dev.jukung.store.KeyRange;
import dev.jukung.value.ObjectValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ranges of the ServiceCIDRs that are ready and stay: addresses of Services come from them
 * (k8s.io/kubernetes/pkg/registry/core/service/ipallocator). Immutable.
 */
final class ServiceRanges {
    private static final String COLLECTION = "networking.k8s.io/servicecidrs";
    /** Dynamic addresses come from above this part of a range first, so that the rest is free for fixed ones. */
    private static final long STATIC_MIN = 16;

    private static final long STATIC_MAX = 256;

    private final Context context;
    private final List<Cidr> ready = new ArrayList<>();

    ServiceRanges(Context context) {
        this.context = context;
        for (Entry entry : context.snapshot().list(KeyRange.all(COLLECTION))) {
            ObjectValue range = StoredObject.of(entry).tree();
            if (isReady(range)) {
                range.object("spec").list("cidrs").texts().forEach(text -> ready.add(Cidr.parse(text)));
            }
        }
    }

    /** One that nobody has looked at yet counts as ready: there may be no controller manager. */
    private static boolean isReady(ObjectValue range) {
        return !range.object("metadata").has("deletionTimestamp")
                && range.object("status").list("conditions").objects().stream()
                        .filter(condition -> condition.text("type", "").equals("Ready"))
                        .allMatch(condition -> condition.text("status", "").equals("True"));
    }

    /** Whether an address that was asked for is one that a range gives out, if it is free. */
    boolean have(String address) {
        return ready.stream().anyMatch(range -> range.contains(address) && isUsable(range, address));
    }

    /** The first address is nobody's, and of IPv4 the last one neither. */
    private static boolean isUsable(Cidr range, String address) {
        return !address.equals(range.address(0))
                && (range.family().equals("IPv6")
                        || !address.equals(range.address((1L << (range.bits() - range.prefix())) - 1)));
    }

    /** A free address of the family, looked for from a random place on. */
    Optional<String> free(String family) {
        for (Cidr range : ready) {
            Optional<String> found = range.family().equals(family) ? free(range) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<String> free(Cidr range) {
        long size = range.usable().min(BigInteger.valueOf(Integer.MAX_VALUE)).longValueExact();
        long all = BigInteger.ONE
                .shiftLeft(range.bits() - range.prefix())
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .longValueExact();
        long fixed = all <= STATIC_MIN ? 0 : Math.clamp(all / STATIC_MIN, STATIC_MIN, STATIC_MAX);
        return free(range, fixed, size).or(() -> free(range, 0, fixed));
    }

    /** Among the usable addresses of these numbers; as many are looked at as are taken, and one more. */
    private Optional<String> free(Cidr range, long from, long to) {
        if (to <= from) {
            return Optional.empty();
        }
        long start = context.random().below((int) (to - from));
        for (long i = 0; i < to - from; i++) {
            String address = range.address(1 + from + (start + i) % (to - from));
            if (context.snapshot().get(ClusterAddress.key(address)).isEmpty()) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }
}
