/** ValidatingAdmissionPolicy and MutatingAdmissionPolicy: rules about writes that administrators store, in CEL. */
@NullMarked
package dev.jukung.apiserver.admission.policy;

import org.jspecify.annotations.NullMarked;
