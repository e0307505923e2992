package dev.jukung.app.client;

/** {@code --dry-run}: whether the server does all but store. */
enum DryRun {
    NONE("", ""),
    SERVER("All", " (server dry run)");

    private final String parameter;
    private final String suffix;

    DryRun(String parameter, String suffix) {
        this.parameter = parameter;
        this.suffix = suffix;
    }

    /** The request's {@code dryRun}. */
    String parameter() {
        return parameter;
    }

    /** What messages end with. */
    String suffix() {
        return suffix;
    }
}
