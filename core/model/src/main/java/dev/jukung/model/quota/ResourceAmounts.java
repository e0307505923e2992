package dev.jukung.model.quota;

import dev.jukung.model.Quantity;
import dev.jukung.value.ObjectValue;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Amounts of resources by their names. Immutable. */
public record ResourceAmounts(SortedMap<String, Quantity> byName) {
    public static final ResourceAmounts NONE = new ResourceAmounts(new TreeMap<>());

    /** A list of resources as the API writes it. */
    public static ResourceAmounts of(ObjectValue list) {
        SortedMap<String, Quantity> amounts = new TreeMap<>();
        list.forEach((name, value) -> amounts.put(name, Quantity.fromValue(value)));
        return new ResourceAmounts(amounts);
    }

    public ObjectValue toValue() {
        ObjectValue.Builder builder = ObjectValue.builder();
        byName.forEach((name, amount) -> builder.set(name, amount.toString()));
        return builder.build();
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    public Quantity get(String name) {
        return byName.getOrDefault(name, Quantity.ZERO);
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    public ResourceAmounts with(String name, Quantity amount) {
        SortedMap<String, Quantity> changed = new TreeMap<>(byName);
        changed.put(name, amount);
        return new ResourceAmounts(changed);
    }

    public ResourceAmounts withAll(ResourceAmounts other) {
        SortedMap<String, Quantity> changed = new TreeMap<>(byName);
        changed.putAll(other.byName);
        return new ResourceAmounts(changed);
    }

    public ResourceAmounts plus(ResourceAmounts other) {
        SortedMap<String, Quantity> sum = new TreeMap<>(byName);
        other.byName.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
        return new ResourceAmounts(sum);
    }

    /** The greater amount of each resource. */
    public ResourceAmounts max(ResourceAmounts other) {
        SortedMap<String, Quantity> most = new TreeMap<>(byName);
        other.byName.forEach((name, amount) -> most.merge(name, amount, (a, b) -> a.compareTo(b) < 0 ? b : a));
        return new ResourceAmounts(most);
    }

    /** What is more here than there; what is not more is left out. */
    public ResourceAmounts excessOver(ResourceAmounts other) {
        SortedMap<String, Quantity> rest = new TreeMap<>();
        byName.forEach((name, amount) -> {
            if (amount.compareTo(other.get(name)) > 0) {
                rest.put(name, amount.minus(other.get(name)));
            }
        });
        return new ResourceAmounts(rest);
    }

    public ResourceAmounts only(Collection<String> names) {
        SortedMap<String, Quantity> some = new TreeMap<>(byName);
        some.keySet().retainAll(names);
        return new ResourceAmounts(some);
    }

    public ResourceAmounts withoutZeros() {
        SortedMap<String, Quantity> some = new TreeMap<>(byName);
        some.values().removeIf(Quantity::isZero);
        return new ResourceAmounts(some);
    }

    /** {@code cpu=1,memory=2Gi}: as messages about quotas show it. */
    @Override
    public String toString() {
        return byName.entrySet().stream()
                .map((Map.Entry<String, Quantity> entry) -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
