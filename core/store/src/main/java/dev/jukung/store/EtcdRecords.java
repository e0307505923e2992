package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.base.Cause;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a commit in etcd, as lines of text: {@code name<tab>value}, and for each touched key {@code
 * effect<tab>collection<tab>name}. A backslash, a tab and a line's end are written as in Java. The revision of its key is
 * that of the commit. Stateless.
 */
final class EtcdRecords {
    /** @param id of the commit, by which whoever made it knows it again */
    record Record(String id, Instant time, Cause cause, List<Explained.Touched> touched) {
        Explained explained(long revision) {
            return new Explained(new Revision(revision), time, cause, touched);
        }
    }

    private EtcdRecords() {}

    static byte[] bytes(Record record) {
        StringBuilder text = new StringBuilder();
        line(text, "id", record.id());
        line(text, "time", record.time().toString());
        line(text, "actor", record.cause().actor());
        line(text, "agent", record.cause().agent());
        line(text, "what", record.cause().what());
        line(text, "trigger", Long.toString(record.cause().trigger()));
        for (Explained.Touched touched : record.touched()) {
            line(
                    text,
                    touched.effect().name().toLowerCase(Locale.ROOT),
                    touched.key().collection(),
                    touched.key().name());
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void line(StringBuilder text, String name, String... values) {
        text.append(name);
        for (String value : values) {
            text.append('\t')
                    .append(value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
        }
        text.append('\n');
    }

    /** Empty for what somebody else has put there. */
    static Optional<Record> record(byte[] bytes) {
        try {
            return Optional.of(parse(new String(bytes, UTF_8)));
        } catch (DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Record parse(String text) {
        Map<String, String> values = new HashMap<>();
        List<Explained.Touched> touched = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] cells = line.split("\t", -1);
            if (cells.length == 3) {
                Key key = new Key(cells[1].translateEscapes(), cells[2].translateEscapes());
                touched.add(new Explained.Touched(key, Explained.Effect.valueOf(cells[0].toUpperCase(Locale.ROOT))));
            } else if (cells.length == 2) {
                values.put(cells[0], cells[1].translateEscapes());
            } else {
                throw new IllegalArgumentException("no line of a record: " + line);
            }
        }
        Cause cause = new Cause(
                values.getOrDefault("actor", ""),
                values.getOrDefault("agent", ""),
                values.getOrDefault("what", ""),
                Long.parseLong(values.getOrDefault("trigger", "0")));
        return new Record(
                values.getOrDefault("id", ""), Instant.parse(values.getOrDefault("time", "")), cause, touched);
    }
}
