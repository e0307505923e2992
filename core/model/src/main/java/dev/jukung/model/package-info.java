/** The built-in kinds: schemas, typed views and protobuf (generated at build time), quantities, selectors and names. */
@NullMarked
package dev.jukung.model;

import org.jspecify.annotations.NullMarked;
