package dev.jukung.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A proposal as a transaction of etcd. The guards become conditions; so does what is assumed of the keys that are deleted,
 * because etcd would take a revision for a commit that changes nothing. Plain data.
 *
 * @param asked keys whose revisions show how new a state has to be to see why it was not applied
 */
record EtcdPlan(
        List<EtcdClient.Condition> conditions,
        List<EtcdClient.Change> changes,
        List<Explained.Touched> touched,
        List<String> asked) {

    static EtcdPlan of(Proposal proposal, State state, EtcdKeys keys, EtcdValues values) {
        List<EtcdClient.Condition> conditions = new ArrayList<>();
        List<EtcdClient.Change> changes = new ArrayList<>();
        List<Explained.Touched> touched = new ArrayList<>();
        Set<String> asked = new LinkedHashSet<>();
        asked.add(keys.head());
        for (Guard guard : proposal.guards()) {
            String key = keys.of(guard.key());
            asked.add(key);
            conditions.add(
                    switch (guard) {
                        case Guard.Absent _ -> new EtcdClient.Condition.Absent(key);
                        case Guard.Unchanged(Key _, Revision seen) ->
                            new EtcdClient.Condition.Unchanged(key, seen.value());
                    });
        }
        for (Write write : proposal.writes()) {
            String key = keys.of(write.key());
            boolean exists = state.get(write.key()).isPresent();
            switch (write) {
                case Write.Put put -> {
                    changes.add(new EtcdClient.Change(key, Optional.of(values.seal(put.key(), put.value()))));
                    touched.add(new Explained.Touched(
                            put.key(), exists ? Explained.Effect.CHANGED : Explained.Effect.CREATED));
                }
                case Write.Delete(Key deleted)
                when exists -> {
                    asked.add(key);
                    conditions.add(new EtcdClient.Condition.Present(key));
                    changes.add(new EtcdClient.Change(key, Optional.empty()));
                    touched.add(new Explained.Touched(deleted, Explained.Effect.DELETED));
                }
                case Write.Delete _ -> {
                    asked.add(key);
                    conditions.add(new EtcdClient.Condition.Absent(key));
                }
            }
        }
        return new EtcdPlan(conditions, changes, touched, List.copyOf(asked));
    }

    boolean changesNothing() {
        return changes.isEmpty();
    }

    /** With the record of the commit, and the head, which says that there was one. */
    List<EtcdClient.Change> recorded(EtcdKeys keys, int slot, EtcdRecords.Record record) {
        List<EtcdClient.Change> all = new ArrayList<>(changes);
        String number = Integer.toString(slot);
        all.add(new EtcdClient.Change(keys.commits() + number, Optional.of(EtcdRecords.bytes(record))));
        all.add(new EtcdClient.Change(keys.head(), Optional.of(number.getBytes(US_ASCII))));
        return all;
    }
}
