package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ResourceType;
import dev.jukung.store.Entry;
import dev.jukung.store.Revision;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of all configurations of one kind, as the snapshot of a request has them, in the order of their names. They
 * are compiled once for each state of the configurations. Thread-safe.
 */
final class HookSource {
    private record Image(List<Revision> of, List<Hook> hooks) {}

    private final ResourceType<?> type;
    private final AtomicReference<@Nullable Image> image = new AtomicReference<>();

    HookSource(ResourceType<?> type) {
        this.type = type;
    }

    List<Hook> hooks(Context context) {
        Kind kind = context.kinds().get(type);
        List<Entry> entries = context.snapshot().list(kind.range(""));
        if (entries.isEmpty()) {
            return List.of();
        }
        Image known = image.get();
        List<Revision> now = entries.stream().map(Entry::modified).toList(); // no two objects share a revision's place
        if (known != null && known.of().equals(now)) {
            return known.hooks();
        }
        List<Hook> hooks = new ArrayList<>();
        entries.forEach(entry -> compile(StoredObject.of(entry).tree(), hooks));
        image.set(new Image(now, List.copyOf(hooks)));
        return hooks;
    }

    private static void compile(ObjectValue configuration, List<Hook> into) {
        String name = configuration.object("metadata").text("name", "");
        Map<String, Integer> seen = new HashMap<>();
        for (ObjectValue webhook : configuration.list("webhooks").objects()) {
            String hook = webhook.text("name", "");
            int number = seen.merge(hook, 1, Integer::sum) - 1;
            into.add(Hook.of(name, name + "/" + hook + "/" + number, webhook));
        }
    }
}
