package dev.jukung.apiserver.rest;

/** The ways to act as somebody else, in the order in which they are tried. */
enum ImpersonationMode {
    /** A Pod's ServiceAccount as the node that it runs on. */
    ASSOCIATED_NODE("associated-node"),
    ARBITRARY_NODE("arbitrary-node"),
    SERVICE_ACCOUNT("serviceaccount"),
    /** Users that are neither nodes nor ServiceAccounts. */
    USER_INFO("user-info"),
    /** The one right {@code impersonate}, whatever is done with it. */
    LEGACY("");

    private final String text;

    ImpersonationMode(String text) {
        this.text = text;
    }

    boolean constrained() {
        return this != LEGACY;
    }

    /** The verb of the right to be the other one. */
    String verb() {
        return constrained() ? "impersonate:" + text : "impersonate";
    }

    /** The verb of the right to do something as the other one. */
    String verbOn(String verb) {
        return "impersonate-on:" + text + ":" + verb;
    }
}
