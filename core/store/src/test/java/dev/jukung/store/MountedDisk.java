package dev.jukung.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file system of its own for a test. Mounting takes root; without, the test is skipped and says so. */
final class MountedDisk implements AutoCloseable {
    private final Path mountPoint;

    private MountedDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** @param mountPoint an empty directory */
    static MountedDisk tmpfs(Path mountPoint, String size) throws IOException, InterruptedException {
        return mount(mountPoint, "-t", "tmpfs", "-o", "size=" + size, "tmpfs");
    }

    /** A new ext4 in the file {@code image}, which is made sparse. */
    static MountedDisk newExt4(Path image, long bytes, Path mountPoint) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), bytes - 1);
        }
        assumeTrue(run("mkfs.ext4", "-q", image.toString()), "making a file system needs mkfs.ext4");
        return ext4(image, mountPoint);
    }

    static MountedDisk ext4(Path image, Path mountPoint) throws IOException, InterruptedException {
        Files.createDirectories(mountPoint);
        return mount(mountPoint, "-t", "ext4", "-o", "loop", image.toString());
    }

    private static MountedDisk mount(Path mountPoint, String... options) throws IOException, InterruptedException {
        String[] command = new String[options.length + 2];
        command[0] = "mount";
        System.arraycopy(options, 0, command, 1, options.length);
        command[command.length - 1] = mountPoint.toString();
        assumeTrue(run(command), "mounting a file system needs root (CAP_SYS_ADMIN)");
        return new MountedDisk(mountPoint);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    Path path() {
        return mountPoint;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", mountPoint.toString())) {
                throw new IOException("cannot unmount " + mountPoint);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
