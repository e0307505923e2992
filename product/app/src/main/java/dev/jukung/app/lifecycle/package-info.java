/**
 * The life of a cluster on this machine: {@code up}, {@code stop}, {@code start}, {@code down} and the questions about it.
 *
 * <p>A cluster is a folder ({@link dev.jukung.app.lifecycle.ClusterFolder}) and, while it runs, one server process that
 * holds the folder's lock. Commands know a running server by the record it keeps there ({@link
 * dev.jukung.app.lifecycle.ServerRecord}); the one who starts it hears how far it is through a pipe ({@link
 * dev.jukung.app.lifecycle.StartMessage}).
 */
@NullMarked
package dev.jukung.app.lifecycle;

import org.jspecify.annotations.NullMarked;
