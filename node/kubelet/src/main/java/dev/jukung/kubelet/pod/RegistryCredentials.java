package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ImageService.Credentials;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** Credentials for an image's registry, out of pull secrets. Pure functions. */
final class RegistryCredentials {
    private record Entry(String location, Credentials credentials) {}

    private RegistryCredentials() {}

    /** Those that fit the image, the most specific first. */
    static List<Credentials> matching(String image, List<Secret> secrets) {
        String location = location(image);
        List<Entry> entries = new ArrayList<>();
        secrets.forEach(secret -> entries.addAll(entries(secret)));
        return entries.stream()
                .filter(entry -> matches(entry.location(), location))
                .sorted(Comparator.comparing((Entry entry) -> entry.location().length())
                        .reversed())
                .map(Entry::credentials)
                .toList();
    }

    /** Host and path of an image's repository; a name without a host is Docker Hub's. */
    static String location(String image) {
        String first = image.split("/", 2)[0];
        boolean hasHost =
                image.contains("/") && (first.contains(".") || first.contains(":") || first.equals("localhost"));
        String full = hasHost ? image : "index.docker.io/" + (image.contains("/") ? image : "library/" + image);
        return full.replaceFirst("@.*$", "").replaceFirst(":[^/:]*$", "");
    }

    private static boolean matches(String pattern, String location) {
        String[] wanted = pattern.split("/", 2);
        String[] actual = location.split("/", 2);
        String host = wanted[0].replace(".", "\\.").replace("*", "[^.:]*");
        boolean pathFits = wanted.length < 2 || (actual.length == 2 && actual[1].startsWith(wanted[1]));
        return actual[0].matches(host) && pathFits;
    }

    private static List<Entry> entries(Secret secret) {
        byte[] config = secret.data().get(".dockerconfigjson");
        byte[] old = secret.data().get(".dockercfg");
        try {
            if (config != null) {
                return entries(Json.parseObject(config).object("auths"));
            }
            return old == null ? List.of() : entries(Json.parseObject(old));
        } catch (ParseException _) {
            return List.of(); // a malformed pull secret gives no credentials; the pull then says what is missing
        }
    }

    private static List<Entry> entries(ObjectValue auths) {
        List<Entry> entries = new ArrayList<>();
        auths.forEach((server, value) -> {
            if (value instanceof ObjectValue auth) {
                String location = server.replaceFirst("^https?://", "")
                        .replaceFirst("/v[12]/?$", "")
                        .replaceFirst("/$", "");
                entries.add(new Entry(location, credentials(server, auth)));
            }
        });
        return entries;
    }

    private static Credentials credentials(String server, ObjectValue auth) {
        String user = auth.text("username", "");
        String password = auth.text("password", "");
        String both = auth.text("auth", "");
        if (user.isEmpty() && !both.isEmpty()) {
            String[] parts = new String(Base64.getMimeDecoder().decode(both), StandardCharsets.UTF_8).split(":", 2);
            user = parts[0];
            password = parts.length > 1 ? parts[1] : "";
        }
        return new Credentials(user, password, server, auth.text("identitytoken", ""), auth.text("registrytoken", ""));
    }
}
