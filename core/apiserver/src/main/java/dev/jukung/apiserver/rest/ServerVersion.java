package dev.jukung.apiserver.rest;

import dev.jukung.value.ObjectValue;

/** {@code /version}: the version of Kubernetes that this server behaves as. */
public final class ServerVersion {
    public static final String GIT_VERSION = "v1.36.3+jukung";

    static final String MAJOR = "1";
    static final String MINOR = "36";

    private ServerVersion() {}

    static ObjectValue document() {
        return ObjectValue.of(
                "major",
                MAJOR,
                "minor",
                MINOR,
                "emulationMajor",
                MAJOR,
                "emulationMinor",
                MINOR,
                "minCompatibilityMajor",
                "1",
                "minCompatibilityMinor",
                "35",
                "gitVersion",
                GIT_VERSION,
                "gitCommit",
                "",
                "gitTreeState",
                "clean",
                "buildDate",
                "",
                "goVersion",
                "java" + Runtime.version().feature(),
                "compiler",
                "javac",
                "platform",
                "linux/" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64"));
    }
}
