/** Puts the parts of a cluster together by plain constructors: {@link Cluster} is the file to read first. */
@NullMarked
package dev.jukung.cluster;

import org.jspecify.annotations.NullMarked;
