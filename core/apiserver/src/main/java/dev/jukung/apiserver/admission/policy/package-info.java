/** ValidatingAdmissionPolicy: rules about writes that administrators store, written in CEL. */
@NullMarked
package dev.jukung.apiserver.admission.policy;

import org.jspecify.annotations.NullMarked;
