/** Components of Kubernetes as processes of their own, told what to do by the flags of Kubernetes. */
@NullMarked
package dev.jukung.app.role;

import org.jspecify.annotations.NullMarked;
