package dev.jukung.kubelet.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Finds a path inside a volume, without leaving the volume: what a container wrote into it (a symbolic link to /etc, say) must not
 * open the host to the next container.
 */
final class SubPaths {
    private SubPaths() {}

    /** The real path on the host; a directory is made where nothing is. */
    static Path resolve(Path volume, String subPath, String volumeName) throws ConfigurationException {
        Path relative = Path.of(subPath);
        if (relative.isAbsolute() || relative.normalize().startsWith("..")) {
            throw new ConfigurationException("failed to prepare subPath for volumeMount \"" + volumeName
                    + "\": must be a relative path that stays in the volume: " + subPath);
        }
        try {
            Path root = volume.toRealPath();
            Path place = root;
            for (Path name : relative.normalize()) {
                place = place.resolve(name);
                if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                        && !name.toString().isEmpty()) {
                    Files.createDirectory(place);
                }
                place = place.toRealPath();
                if (!place.startsWith(root)) {
                    throw new ConfigurationException("failed to prepare subPath for volumeMount \"" + volumeName
                            + "\": " + subPath + " leads out of the volume");
                }
            }
            return place;
        } catch (IOException e) {
            throw new ConfigurationException("failed to prepare subPath for volumeMount \"" + volumeName + "\": " + e);
        }
    }
}
