package dev.jukung.testkit;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;

/** Objects that the tests of this module create. */
final class Manifests {
    private Manifests() {}

    static Deployment deployment(String name, int replicas) {
        return new Deployment((ObjectValue) Yaml.parse("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: default}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: main, image: "nginx:1"}]}
                """.formatted(name, replicas)));
    }

    /** @param behaviour annotations of the simulated runtime without their prefix, as the inside of a YAML map */
    static Pod pod(String name, String behaviour) {
        return new Pod((ObjectValue) Yaml.parse("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, annotations: {%s}}
                spec: {containers: [{name: main, image: "busybox:1"}]}
                """.formatted(name, behaviour)));
    }
}
