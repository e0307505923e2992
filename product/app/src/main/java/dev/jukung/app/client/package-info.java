/**
 * The built-in client: {@code jukung apply}, {@code get}, {@code delete}, {@code logs}, {@code wait} and {@code rollout}, in
 * kubectl's words and with the exit codes of {@link dev.jukung.app.ExitCode}. It speaks HTTP to the API server that a
 * kubeconfig names and finds out by discovery what there is, so it works with any Kubernetes.
 */
@NullMarked
package dev.jukung.app.client;

import org.jspecify.annotations.NullMarked;
