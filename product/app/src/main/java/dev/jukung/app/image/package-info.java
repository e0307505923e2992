/** Images of Java applications, made from what is on this machine: no registry, no base image, no Docker. */
@NullMarked
package dev.jukung.app.image;

import org.jspecify.annotations.NullMarked;
