package dev.jukung.network;

import java.io.IOException;
import java.util.Objects;

/** The kernel's side of the table, through the {@code nft} program. Blocking; confined to one thread at a time. */
final class NftTable {
    private final Command nft;
    private final String name;
    private final TableBase base;

    /** @param nft how to run nft in the right network namespace */
    NftTable(Command nft, String name, TableBase base) {
        this.nft = Objects.requireNonNull(nft);
        this.name = Objects.requireNonNull(name);
        this.base = Objects.requireNonNull(base);
    }

    String name() {
        return name;
    }

    /** Replaces what is there under this name, in one step: no packet sees half a table. */
    void replace(RuleChanges content) throws InterruptedException {
        run(NftScript.replace(name, base, content));
    }

    /** @throws NftException when the table is not as expected; then it is unchanged, and {@link #replace} helps */
    void change(RuleChanges changes) throws InterruptedException {
        run(NftScript.change(name, changes));
    }

    /** Whether the table is there. A dry run of a change that changes nothing is cheap; listing reads every element. */
    boolean present() throws InterruptedException {
        try {
            return nft.with("-c", "add", "chain", "inet", name, "services")
                            .run("")
                            .exit()
                    == 0;
        } catch (IOException e) {
            throw new NftException("cannot run " + nft.words(), e);
        }
    }

    /** Removes the table and everything in it. */
    void remove() throws InterruptedException {
        run(NftScript.remove(name));
    }

    private void run(String script) throws InterruptedException {
        Command.Result result;
        try {
            result = nft.with("-f", "-").run(script);
        } catch (IOException e) {
            throw new NftException("cannot run " + nft.words() + ": is the package nftables installed?", e);
        }
        if (result.exit() != 0) {
            throw new NftException("nft refused the change of table " + name + ": " + result.error());
        }
    }
}
