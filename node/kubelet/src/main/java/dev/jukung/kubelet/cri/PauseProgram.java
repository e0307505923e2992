package dev.jukung.kubelet.cri;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The program that a sandbox runs: it holds the pod's namespaces, ends on SIGTERM or SIGINT, and reaps the orphans of a
 * shared process namespace. No registry and no compiler can be counted on where Jukung starts, so the program is given here
 * as its machine code: 91 bytes behind the two headers that an ELF file needs.
 *
 * <p>The three signals are blocked and then waited for. A blocked signal is never thrown away, not even for the first process
 * of a namespace, which otherwise does not get signals that it has no handler for.
 */
final class PauseProgram {
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final long ADDRESS = 0x400000;

    private static final String CODE_X86_64 =
            // push {SIGINT, SIGTERM, SIGCHLD}; rt_sigprocmask(SIG_BLOCK, rsp, 0, 8)
            "6802400100" + "b80e000000" + "31ff" + "4889e6" + "31d2" + "41ba08000000" + "0f05"
                    // wait: eax = rt_sigtimedwait(rsp, 0, 0, 8)
                    + "b880000000" + "4889e7" + "31f6" + "31d2" + "41ba08000000" + "0f05"
                    // if eax == SIGCHLD goto reap; if eax < 0 goto wait
                    + "83f811" + "740d" + "85c0" + "78e3"
                    // exit(0)
                    + "b83c000000" + "31ff" + "0f05"
                    // reap: rax = wait4(-1, 0, WNOHANG, 0); if rax > 0 goto reap; goto wait
                    + "b83d000000" + "4883cfff" + "31f6" + "ba01000000" + "4531d2" + "0f05" + "4885c0" + "7fe6"
                    + "ebbe";

    private PauseProgram() {}

    /** The whole file, for {@code architecture} as {@code os.arch} names it. */
    static byte[] elf(String architecture) {
        if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
            throw new IllegalArgumentException("no pause program for the architecture " + architecture
                    + "; give the node a sandbox image (sandboxImage) that its containerd has");
        }
        byte[] code = HexFormat.of().parseHex(CODE_X86_64);
        int size = HEADER_BYTES + PROGRAM_HEADER_BYTES + code.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
        }); // 64 bits, little-endian, System V
        file.putShort((short) 2); // an executable
        file.putShort((short) 0x3e); // x86-64
        file.putInt(1);
        file.putLong(ADDRESS + HEADER_BYTES + PROGRAM_HEADER_BYTES); // where it starts
        file.putLong(HEADER_BYTES); // where the program header is
        file.putLong(0); // no sections
        file.putInt(0);
        file.putShort((short) HEADER_BYTES);
        file.putShort((short) PROGRAM_HEADER_BYTES);
        file.putShort((short) 1); // one program header
        file.putShort((short) 0);
        file.putShort((short) 0);
        file.putShort((short) 0);
        file.putInt(1); // load
        file.putInt(5); // readable, executable
        file.putLong(0);
        file.putLong(ADDRESS);
        file.putLong(ADDRESS);
        file.putLong(size);
        file.putLong(size);
        file.putLong(0x1000);
        return file.put(code).array();
    }
}
