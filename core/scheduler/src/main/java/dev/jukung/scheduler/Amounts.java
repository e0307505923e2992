package dev.jukung.scheduler;

import dev.jukung.model.Quantity;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Amounts of resources: the three that every pod has as plain numbers, all others by name. Immutable.
 *
 * @param milliCpu thousandths of a CPU
 * @param memory bytes
 * @param storage bytes of ephemeral storage
 * @param others extended resources and huge pages
 */
public record Amounts(long milliCpu, long memory, long storage, long pods, Map<String, Long> others) {
    public static final Amounts NONE = new Amounts(0, 0, 0, 0, Map.of());

    /** From a list of resources as nodes and containers have it. */
    public static Amounts of(Map<String, Quantity> list) {
        long milliCpu = 0;
        long memory = 0;
        long storage = 0;
        long pods = 0;
        Map<String, Long> others = Map.of();
        for (Map.Entry<String, Quantity> entry : list.entrySet()) {
            Quantity quantity = entry.getValue();
            switch (entry.getKey()) {
                case "cpu" -> milliCpu = quantity.millis();
                case "memory" -> memory = quantity.value();
                case "ephemeral-storage" -> storage = quantity.value();
                case "pods" -> pods = quantity.value();
                default -> {
                    others = others.isEmpty() ? new TreeMap<>() : others;
                    others.put(entry.getKey(), quantity.value());
                }
            }
        }
        return new Amounts(milliCpu, memory, storage, pods, others);
    }

    public Amounts plus(Amounts that) {
        return new Amounts(
                milliCpu + that.milliCpu,
                memory + that.memory,
                storage + that.storage,
                pods + that.pods,
                combined(that, Long::sum));
    }

    public Amounts minus(Amounts that) {
        return new Amounts(
                milliCpu - that.milliCpu,
                memory - that.memory,
                storage - that.storage,
                pods - that.pods,
                combined(that, (mine, other) -> mine - other));
    }

    /** The larger of the two, resource by resource. */
    public Amounts max(Amounts that) {
        return new Amounts(
                Math.max(milliCpu, that.milliCpu),
                Math.max(memory, that.memory),
                Math.max(storage, that.storage),
                Math.max(pods, that.pods),
                combined(that, Math::max));
    }

    private Map<String, Long> combined(Amounts that, java.util.function.LongBinaryOperator operator) {
        if (others.isEmpty() && that.others.isEmpty()) {
            return Map.of();
        }
        SortedMap<String, Long> result = new TreeMap<>(others);
        that.others.forEach(
                (name, amount) -> result.put(name, operator.applyAsLong(others.getOrDefault(name, 0L), amount)));
        return result;
    }
}
