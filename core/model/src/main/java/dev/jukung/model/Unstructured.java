package dev.jukung.model;

import dev.jukung.value.ObjectValue;

/** An object of a kind that is not known at build time, or that is handled without regard to its kind. */
public record Unstructured(ObjectValue tree) implements KubeObject {}
