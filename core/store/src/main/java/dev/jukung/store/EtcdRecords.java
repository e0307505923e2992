package dev.jukung.store;

import dev.jukung.base.Cause;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is remembered of a commit in etcd, as JSON; the revision of its key is that of the commit. Stateless. */
final class EtcdRecords {
    /** @param id of the commit, by which whoever made it knows it again */
    record Record(String id, Instant time, Cause cause, List<Explained.Touched> touched) {
        Explained explained(long revision) {
            return new Explained(new Revision(revision), time, cause, touched);
        }
    }

    private EtcdRecords() {}

    static byte[] bytes(Record record) {
        List<ObjectValue> touched = record.touched().stream()
                .map(touch -> ObjectValue.of(
                        "collection", touch.key().collection(),
                        "name", touch.key().name(),
                        "effect", touch.effect().name().toLowerCase(Locale.ROOT)))
                .toList();
        return Json.bytes(ObjectValue.of(
                "id", record.id(),
                "time", record.time().toString(),
                "actor", record.cause().actor(),
                "agent", record.cause().agent(),
                "what", record.cause().what(),
                "trigger", record.cause().trigger(),
                "touched", ListValue.copyOf(touched)));
    }

    /** Empty for what somebody else has put there. */
    static Optional<Record> record(byte[] json) {
        try {
            return Optional.of(parse(json));
        } catch (ParseException | DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Record parse(byte[] json) {
        ObjectValue value = Json.parseObject(json);
        List<Explained.Touched> touched = value.list("touched").objects().stream()
                .map(touch -> new Explained.Touched(
                        new Key(touch.text("collection", ""), touch.text("name", "")),
                        Explained.Effect.valueOf(touch.text("effect", "").toUpperCase(Locale.ROOT))))
                .toList();
        Cause cause = new Cause(
                value.text("actor", ""), value.text("agent", ""), value.text("what", ""), value.integer("trigger", 0));
        return new Record(value.text("id", ""), Instant.parse(value.text("time", "")), cause, touched);
    }
}
