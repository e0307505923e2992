package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.ReplicaSet;

/** A decision: the set shall have so many replicas. */
record Scale(ReplicaSet set, int replicas) {}
