package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiException;
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
    private static final long LATEST = -1;

    /** The same place in the list as it is now. */
    ContinueToken ofLatest() {
        return new ContinueToken(LATEST, start);
    }

    static ContinueToken parse(String token) {
        try {
            ObjectValue value = Json.parseObject(Base64.getUrlDecoder().decode(token));
            if (!value.text("v", "").equals("meta.k8s.io/v1")) {
                throw invalid("server does not recognize this encoded version \"" + value.text("v", "") + "\"");
            }
            if (value.integer("rv", 0) == 0) {
                throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
            }
            if (value.text("start", "").isEmpty()) {
                throw invalid("encoded start key empty (version meta.k8s.io/v1)");
            }
            return new ContinueToken(value.integer("rv", 0), value.text("start", ""));
        } catch (IllegalArgumentException e) {
            throw invalid("illegal base64 data at input byte " + firstForeign(token));
        } catch (ParseException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static ApiException invalid(String why) {
        return Failures.badRequest("invalid continue token: continue key is not valid: " + why);
    }

    /** Where a text stops to be base64 of the kind that names can be made of. */
    private static int firstForeign(String token) {
        int at = 0;
        while (at < token.length()
                && (Character.isLetterOrDigit(token.charAt(at)) || "-_".indexOf(token.charAt(at)) >= 0)) {
            at++;
        }
        // Of four characters, one alone at the end says nothing.
        return at == token.length() && at % 4 == 1 ? at - 1 : at;
    }

    @Override
    public String toString() {
        byte[] json = Json.write(ObjectValue.of("v", "meta.k8s.io/v1", "rv", revision, "start", start))
                .getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }
}
