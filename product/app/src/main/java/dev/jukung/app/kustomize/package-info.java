/**
 * Kustomize: objects from a folder with a {@code kustomization.yaml}, as {@code kubectl kustomize} of v1.32 (kustomize 5.5)
 * builds them. {@link dev.jukung.app.kustomize.Kustomizer} is the way in. A build is one pass: read and generate, then the
 * transformations of each folder from the innermost outwards, then hash suffixes, then references to names that have
 * changed, then the order. All of it works on trees in memory; only {@code Folder} touches files.
 */
@NullMarked
package dev.jukung.app.kustomize;

import org.jspecify.annotations.NullMarked;
