package dev.jukung.kubelet.volumes;

import dev.jukung.kubelet.pod.PodVolumes.VolumeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Checks, and where asked makes, what a hostPath volume stands for. Stateless. */
final class HostPaths {
    private static final int TYPE_BITS = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTERS = 0020000;
    private static final int BLOCKS = 0060000;

    private HostPaths() {}

    static Path check(String path, String type) throws VolumeException {
        Path place = Path.of(path);
        try {
            switch (type) {
                case "DirectoryOrCreate" -> {
                    if (!Files.exists(place)) {
                        Files.createDirectories(place);
                        Ownership.mode(place, 0755);
                    }
                    require(Files.isDirectory(place), path, "a directory");
                }
                case "FileOrCreate" -> {
                    if (!Files.exists(place)) {
                        Files.write(place, new byte[0]);
                        Ownership.mode(place, 0644);
                    }
                    require(Files.isRegularFile(place), path, "a file");
                }
                case "Directory" -> require(Files.isDirectory(place), path, "a directory");
                case "File" -> require(Files.isRegularFile(place), path, "a file");
                case "Socket" -> require(is(place, SOCKET), path, "a socket file");
                case "CharDevice" -> require(is(place, CHARACTERS), path, "a character device");
                case "BlockDevice" -> require(is(place, BLOCKS), path, "a block device");
                default -> makeWhereNothingIs(place);
            }
            return place;
        } catch (IOException e) {
            throw new VolumeException("hostPath type check failed: " + e);
        }
    }

    /** Without a type nothing is checked; the runtime would make a directory where nothing is. */
    private static void makeWhereNothingIs(Path place) throws IOException {
        if (!Files.exists(place)) {
            Files.createDirectories(place);
        }
    }

    private static void require(boolean holds, String path, String what) throws VolumeException {
        if (!holds) {
            throw new VolumeException("hostPath type check failed: " + path + " is not " + what);
        }
    }

    private static boolean is(Path place, int type) throws IOException {
        return Files.exists(place) && (((Integer) Files.getAttribute(place, "unix:mode")) & TYPE_BITS) == type;
    }

    /** The volume types that are known by name, for messages. */
    static final Set<String> SUPPORTED = Set.of(
            "emptyDir",
            "configMap",
            "secret",
            "projected",
            "downwardAPI",
            "hostPath",
            "persistentVolumeClaim",
            "ephemeral");
}
