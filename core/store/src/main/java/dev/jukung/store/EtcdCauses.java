package dev.jukung.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds out why commits were made that memory has forgotten: from the records that lie in etcd beside the objects. Thread-safe. */
final class EtcdCauses {
    private static final int PAGE = 2_000;

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final Timeline timeline;

    EtcdCauses(EtcdClient client, EtcdKeys keys, Timeline timeline) {
        this.client = client;
        this.keys = keys;
        this.timeline = timeline;
    }

    /** As {@link Committer#explain(Revision)}. */
    Optional<Explained> explain(Revision revision) {
        try {
            return records(client.changedAt(keys.commits(), EtcdKeys.end(keys.commits()), revision.value())).stream()
                    .findFirst();
        } catch (EtcdFailure e) {
            throw e.unavailable();
        }
    }

    /** As {@link Committer#explain(Key, int)}. */
    List<Explained> explain(Key key, int limit) {
        try {
            return recorded(key, limit);
        } catch (EtcdFailure e) {
            throw e.unavailable();
        }
    }

    private List<Explained> recorded(Key key, int limit) {
        List<Explained> known = timeline.explain(key, limit);
        if (known.size() == limit) {
            return known;
        }
        List<Explained> found = new ArrayList<>(known);
        long before =
                known.isEmpty() ? Long.MAX_VALUE : known.getLast().revision().value();
        String from = keys.commits();
        EtcdClient.Page page;
        do {
            page = client.page(from, EtcdKeys.end(keys.commits()), 0, PAGE);
            for (Explained explained : records(page.items())) {
                if (explained.revision().value() < before && explained.touches(key)) {
                    found.add(explained);
                }
            }
            from = page.items().isEmpty() ? from : page.items().getLast().key() + '\0';
        } while (page.more());
        found.sort(Comparator.comparing(Explained::revision).reversed());
        return found.subList(0, Math.min(limit, found.size()));
    }

    private static List<Explained> records(List<EtcdClient.Item> items) {
        return items.stream()
                .flatMap(item ->
                        item
                                .value()
                                .flatMap(EtcdRecords::record)
                                .map(record -> record.explained(item.modified()))
                                .stream())
                .toList();
    }
}
