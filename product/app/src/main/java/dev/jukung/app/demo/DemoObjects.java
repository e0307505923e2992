package dev.jukung.app.demo;

import dev.jukung.app.kustomize.Kustomizer;
import dev.jukung.value.ObjectValue;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What the demo applies: the development overlay. Immutable. */
record DemoObjects(List<ObjectValue> all) {
    /** Says which image the Pods were made for: a new image under the same name then rolls them, the same one does not. */
    private static final String IMAGE_ID = "jukung.dev/image-id";

    static DemoObjects read(Path application, Consumer<String> warnings) {
        return new DemoObjects(new Kustomizer(warnings).build(application.resolve("k8s/overlays/development")));
    }

    DemoObjects withImageId(String id) {
        return new DemoObjects(all.stream()
                .map(object -> object.text("kind", "").equals("Deployment")
                        ? object.withAt(id, "spec", "template", "metadata", "annotations", IMAGE_ID)
                        : object)
                .toList());
    }

    private ObjectValue one(String kind) {
        return all.stream()
                .filter(object -> object.text("kind", "").equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the overlay has no " + kind));
    }

    String namespace() {
        return one("Deployment").object("metadata").text("namespace", "default");
    }

    String deployment() {
        return one("Deployment").object("metadata").text("name", "");
    }

    String service() {
        return one("Service").object("metadata").text("name", "");
    }

    long nodePort() {
        return one("Service").object("spec").list("ports").objects().getFirst().integer("nodePort", 0);
    }

    /** The template of the Pods, from which the client's Pod takes its image and its security. */
    ObjectValue podSpec() {
        return one("Deployment").object("spec").object("template").object("spec");
    }

    /** Name and secret of the first client that may ask for tokens, as the Secret has them. */
    List<String> client() {
        String[] parts = one("Secret").object("stringData").text("CLIENTS", "").split(":", 3);
        return List.of(parts[0], parts.length > 1 ? parts[1] : "");
    }
}
