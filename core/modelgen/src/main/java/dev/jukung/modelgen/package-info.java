/**
 * Runs at build time only: reads the published Java models of Kubernetes (fields, types, requiredness, descriptions) and its
 * protobuf descriptors (field order) and writes the schemas and the typed views of core/model.
 */
@NullMarked
package dev.jukung.modelgen;

import org.jspecify.annotations.NullMarked;
