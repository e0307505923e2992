package dev.jukung.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kernel's table, so plain that it is obviously right. It refuses what the kernel would refuse. */
final class ModelTable {
    private final Map<String, String> elements = new TreeMap<>();
    private final Map<String, List<String>> chains = new TreeMap<>();
    private final Map<String, String> sets = new TreeMap<>();

    void apply(RuleChanges changes) {
        changes.addedSets().forEach((name, declaration) -> mustBeNew(sets.put(name, declaration), name));
        changes.addedChains().forEach(chain -> mustBeNew(chains.put(chain.name(), chain.rules()), chain.name()));
        changes.changedChains().forEach(chain -> mustBeThere(chains.put(chain.name(), chain.rules()), chain.name()));
        changes.removed().forEach(element -> mustBeThere(elements.remove(element.toString()), element));
        changes.added().forEach((element, value) -> mustBeNew(elements.put(element.toString(), value), element));
        changes.removedChains().forEach(name -> mustBeThere(chains.remove(name), name));
        changes.removedSets().forEach(name -> mustBeThere(sets.remove(name), name));
        elements.values().forEach(this::leadsSomewhere);
        chains.values().forEach(rules -> rules.forEach(this::leadsSomewhere));
    }

    private void leadsSomewhere(String text) {
        int jump = text.lastIndexOf("goto ");
        if (jump >= 0 && !text.contains("vmap")) {
            String target = text.substring(jump + "goto ".length());
            if (!target.equals("reject-service")) {
                mustBeThere(chains.get(target), target);
            }
        }
    }

    private static void mustBeNew(@Nullable Object before, Object what) {
        if (before != null) {
            throw new AssertionError("File exists: " + what);
        }
    }

    private static void mustBeThere(@Nullable Object before, Object what) {
        if (before == null) {
            throw new AssertionError("No such file or directory: " + what);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelTable that
                && elements.equals(that.elements)
                && chains.equals(that.chains)
                && sets.equals(that.sets);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }

    @Override
    public String toString() {
        return elements + "\n" + chains + "\n" + sets;
    }
}
