/** Several API servers on several members of etcd, in networks of their own, under load and faults: {@code conformance/faults}. */
@NullMarked
package dev.jukung.bench.faults;

import org.jspecify.annotations.NullMarked;
