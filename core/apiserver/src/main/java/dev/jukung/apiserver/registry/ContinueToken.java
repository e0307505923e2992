package dev.jukung.apiserver.registry;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list goes on: after which name, as of which revision; a negative revision means the latest. Opaque to
 * clients.
 */
record ContinueToken(long revision, String start) {
    static ContinueToken parse(String token) {
        try {
            ObjectValue value = Json.parseObject(Base64.getUrlDecoder().decode(token));
            if (!value.text("v", "").equals("meta.k8s.io/v1")) {
                throw Failures.badRequest("continue key is not valid: server does not recognize this encoded version \""
                        + value.text("v", "") + "\"");
            }
            return new ContinueToken(value.integer("rv", 0), value.text("start", ""));
        } catch (IllegalArgumentException | ParseException e) {
            throw Failures.badRequest("continue key is not valid: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        byte[] json = Json.write(ObjectValue.of("v", "meta.k8s.io/v1", "rv", revision, "start", start))
                .getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }
}
