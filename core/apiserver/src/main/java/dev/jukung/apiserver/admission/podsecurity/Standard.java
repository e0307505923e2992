package dev.jukung.apiserver.admission.podsecurity;

/**
 * A level of the Pod Security Standards as of one version of Kubernetes.
 *
 * @param minor of version 1; {@link #LATEST} for the newest
 */
record Standard(Level level, int minor) {
    static final int LATEST = Integer.MAX_VALUE;
    static final Standard PRIVILEGED = new Standard(Level.PRIVILEGED, LATEST);

    /** From loose to strict. */
    enum Level {
        PRIVILEGED("privileged"),
        BASELINE("baseline"),
        RESTRICTED("restricted");

        private final String text;

        Level(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return level.text() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
