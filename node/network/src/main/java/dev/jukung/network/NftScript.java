package dev.jukung.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes in nft's words. A script is one transaction: the kernel takes all of it or nothing. */
final class NftScript {
    /** Elements per command: long enough to be fast, short enough to be read. */
    private static final int ELEMENTS_PER_COMMAND = 256;

    private final StringBuilder text = new StringBuilder();
    private final String table;

    private NftScript(String table) {
        this.table = "inet " + table;
    }

    /** From whatever is there (or nothing) to the table with this base and content. */
    static String replace(String table, TableBase base, RuleChanges content) {
        NftScript script = new NftScript(table);
        script.line("add table " + script.table); // so that the next line cannot fail
        script.line("delete table " + script.table);
        script.line("table " + script.table + " {");
        base.lines().forEach(script::line);
        script.line("}");
        script.append(content);
        return script.text.toString();
    }

    static String change(String table, RuleChanges changes) {
        NftScript script = new NftScript(table);
        script.append(changes);
        return script.text.toString();
    }

    static String remove(String table) {
        return "add table inet " + table + "\ndelete table inet " + table + "\n";
    }

    /** The order matters: what is referred to comes before what refers to it, and goes after it. */
    private void append(RuleChanges changes) {
        changes.addedSets().forEach((name, declaration) -> line("add set " + table + " " + name + " " + declaration));
        changes.addedChains().forEach(chain -> line("add chain " + table + " " + chain.name()));
        changes.changedChains().forEach(chain -> line("flush chain " + table + " " + chain.name()));
        changes.addedChains().forEach(this::rules);
        changes.changedChains().forEach(this::rules);
        elements("delete", changes.removed());
        elements(changes.added());
        changes.removedChains().forEach(name -> line("flush chain " + table + " " + name));
        changes.removedChains().forEach(name -> line("delete chain " + table + " " + name));
        changes.removedSets().forEach(name -> line("delete set " + table + " " + name));
    }

    private void rules(RuleChain chain) {
        chain.rules().forEach(rule -> line("add rule " + table + " " + chain.name() + " " + rule));
    }

    private void elements(Map<RuleElement, String> added) {
        Map<String, List<String>> bySet = new LinkedHashMap<>();
        added.forEach((element, value) -> bySet.computeIfAbsent(element.set(), _ -> new ArrayList<>())
                .add(value.isEmpty() ? element.key() : element.key() + " : " + value));
        bySet.forEach((set, items) -> elements("add", set, items));
    }

    private void elements(String verb, Collection<RuleElement> removed) {
        Map<String, List<String>> bySet = new LinkedHashMap<>();
        removed.forEach(element ->
                bySet.computeIfAbsent(element.set(), _ -> new ArrayList<>()).add(element.key()));
        bySet.forEach((set, items) -> elements(verb, set, items));
    }

    private void elements(String verb, String set, List<String> items) {
        for (int start = 0; start < items.size(); start += ELEMENTS_PER_COMMAND) {
            List<String> part = items.subList(start, Math.min(items.size(), start + ELEMENTS_PER_COMMAND));
            line(verb + " element " + table + " " + set + " { " + String.join(", ", part) + " }");
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
