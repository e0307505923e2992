package dev.jukung.schema.apply;

/**
 * What one manager manages.
 *
 * @param apiVersion the version in which the fields are named
 * @param time when that last changed, as it is written; empty when it is not known
 */
record ManagedEntry(FieldSet fields, String apiVersion, String time) {
    ManagedEntry with(FieldSet changed) {
        return new ManagedEntry(changed, apiVersion, time);
    }

    ManagedEntry at(String changedTime) {
        return new ManagedEntry(fields, apiVersion, changedTime);
    }
}
