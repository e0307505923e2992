/** API priority and fairness: which requests are served first, and how those that wait share what is left. */
@NullMarked
package dev.jukung.apiserver.flowcontrol;

import org.jspecify.annotations.NullMarked;
