/** {@code jukung demo}: from nothing to an application that answers. {@link dev.jukung.app.demo.DemoCommand} has the story. */
@NullMarked
package dev.jukung.app.demo;

import org.jspecify.annotations.NullMarked;
