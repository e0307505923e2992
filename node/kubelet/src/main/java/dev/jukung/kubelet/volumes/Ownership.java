package dev.jukung.kubelet.volumes;

import dev.jukung.kubelet.volumes.AtomicWriter.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Owners and permission bits of files. Stateless. */
final class Ownership {
    private static final int SET_GROUP_ID = 02000;

    private Ownership() {}

    static void mode(Path file, int bits) throws IOException {
        Files.setAttribute(file, "unix:mode", bits);
    }

    static void set(Path file, Owner owner) throws IOException {
        if (owner.user().isPresent()) {
            Files.setAttribute(file, "unix:uid", owner.user().get().intValue(), LinkOption.NOFOLLOW_LINKS);
        }
        if (owner.group().isPresent()) {
            Files.setAttribute(file, "unix:gid", owner.group().get().intValue(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Gives a directory to a group: what is made in it later belongs to the group too. */
    static void share(Path directory, long group, int bits) throws IOException {
        Files.setAttribute(directory, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
        mode(directory, bits | SET_GROUP_ID);
    }
}
