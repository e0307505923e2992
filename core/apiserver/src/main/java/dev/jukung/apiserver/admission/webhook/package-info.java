/** MutatingAdmissionWebhook and ValidatingAdmissionWebhook: admission by HTTPS services outside the server. */
@NullMarked
package dev.jukung.apiserver.admission.webhook;

import org.jspecify.annotations.NullMarked;
