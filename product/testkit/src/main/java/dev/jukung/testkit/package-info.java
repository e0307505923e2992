/**
 * Kubernetes in a user's test: {@link Cluster} is a whole one in this process, on virtual time; {@link JukungTest} gives each test its own.
 */
@NullMarked
package dev.jukung.testkit;

import org.jspecify.annotations.NullMarked;
