/** Kubernetes' protobuf form of the built-in kinds: trees to bytes and back, as generated Go code writes and reads them. */
@NullMarked
package dev.jukung.model.protobuf;

import org.jspecify.annotations.NullMarked;
