package dev.jukung.bench.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A watch tells every change after its beginning, once, in order, as what it was, and no sooner than it was made. */
final class WatchCheck {
    private final Truth truth;
    private final WriteCheck writes;
    private final Violations violations;

    WatchCheck(Truth truth, WriteCheck writes, Violations violations) {
        this.truth = truth;
        this.writes = writes;
        this.violations = violations;
    }

    void check(WatchPart part) {
        List<String> expected = expected(part);
        List<String> told = part.events().stream().map(WatchPart.Event::told).toList();
        for (int i = 0; i < Math.max(expected.size(), told.size()); i++) {
            String right = i < expected.size() ? expected.get(i) : "nothing";
            String said = i < told.size() ? told.get(i) : "nothing";
            if (!right.equals(said)) {
                violations.add(
                        "a watch of %s at %s from %s to %s told %s in the place of %s",
                        part.client(), part.server(), part.from(), part.upTo(), said, right);
                return;
            }
        }
        part.events().forEach(event -> early(part, event));
    }

    private List<String> expected(WatchPart part) {
        List<String> expected = new ArrayList<>();
        for (int place = truth.floor(part.from()) + 1;
                place < truth.size() && truth.at(place).revision() <= part.upTo();
                place++) {
            Version version = truth.at(place);
            String type = version.token().isEmpty() ? "DELETED" : truth.existedBefore(place) ? "MODIFIED" : "ADDED";
            String token = version.token()
                    .or(() -> truth.before(expectedPlace(version)).flatMap(Version::token))
                    .orElse("");
            expected.add(type + " " + version.object() + " at " + version.revision() + " (" + token + ")");
        }
        return expected;
    }

    private int expectedPlace(Version version) {
        return truth.place(version.object(), version.revision()).orElseThrow();
    }

    private void early(WatchPart part, WatchPart.Event event) {
        Optional<Call> writer =
                writes.writer(truth.place(event.object(), event.revision()).orElseThrow());
        if (writer.isPresent() && event.at() < writer.get().started()) {
            violations.add("a watch of %s told %s before it was asked for", part.client(), event.told());
        }
    }
}
