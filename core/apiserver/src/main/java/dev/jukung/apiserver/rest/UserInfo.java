package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.User;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A user as the API writes it (authentication.k8s.io/v1 UserInfo). */
final class UserInfo {
    private UserInfo() {}

    static ObjectValue tree(User user) {
        ObjectValue.Builder info = ObjectValue.builder();
        if (!user.name().isEmpty()) {
            info.set("username", user.name());
        }
        if (!user.uid().isEmpty()) {
            info.set("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            info.set("groups", ListValue.copyOf(user.groups()));
        }
        ObjectValue.Builder extra = ObjectValue.builder();
        new TreeMap<>(user.extra()).forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
        ObjectValue extras = extra.build();
        return extras.isEmpty() ? info.build() : info.set("extra", extras).build();
    }

    /** @param nameField {@code username}, or {@code user} in the spec of an access review */
    static User of(ObjectValue info, String nameField) {
        Map<String, List<String>> extra = new HashMap<>();
        info.object("extra").forEach((key, values) -> {
            if (values instanceof ListValue list) {
                extra.put(key, list.texts());
            }
        });
        return new User(
                info.text(nameField, ""),
                info.text("uid", ""),
                info.list("groups").texts(),
                extra);
    }
}
