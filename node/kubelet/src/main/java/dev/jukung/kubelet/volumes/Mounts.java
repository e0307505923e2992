package dev.jukung.kubelet.volumes;

import dev.jukung.kubelet.node.MountTable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** The kernel's mount table, by its system calls: mounting by the mount program would cost a process for each volume. Thread-safe. */
final class Mounts {
    private static final int NOSUID = 2;
    private static final int NODEV = 4;
    private static final int DETACH = 2;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle MOUNT = call(
            "mount",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS));
    private static final MethodHandle UMOUNT =
            call("umount2", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private Mounts() {}

    @SuppressWarnings("restricted") // the two calls above are all there is, and their signatures are the C library's
    private static MethodHandle call(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"));
    }

    /** Mounts a file system in memory. @param sizeBytes 0 for the kernel's default, half of the memory */
    static void memory(Path directory, long sizeBytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            String options = sizeBytes > 0 ? "size=" + sizeBytes : "";
            int result = (int) MOUNT.invokeExact(
                    state,
                    arena.allocateFrom("tmpfs"),
                    arena.allocateFrom(directory.toString()),
                    arena.allocateFrom("tmpfs"),
                    (long) (NOSUID | NODEV),
                    arena.allocateFrom(options));
            if (result != 0) {
                throw new IOException("mounting a file system in memory on " + directory + " failed: errno "
                        + (int) ERRNO.get(state, 0L));
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes away what is mounted at a place; what is still in use goes when it is not any more. */
    static void remove(Path place) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) UMOUNT.invokeExact(state, arena.allocateFrom(place.toString()), DETACH);
            if (result != 0) {
                throw new IOException("unmounting " + place + " failed: errno " + (int) ERRNO.get(state, 0L));
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isMounted(Path place) {
        return MountTable.below(place).contains(place);
    }
}
