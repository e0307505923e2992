/** PodSecurity: the Pod Security Standards, by the labels of namespaces. */
@NullMarked
package dev.jukung.apiserver.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
