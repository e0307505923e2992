package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.HostRequirements;
import dev.jukung.cluster.HostRequirements.Missing;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether a cluster could run on this machine. It changes nothing. */
final class HostChecks {
    private static final long MEGABYTE = 1_000_000;
    /** The state of an idle cluster and its logs; a real one needs images, too. */
    private static final long DISK_NEEDED = 200 * MEGABYTE;

    private static final long DISK_WANTED = 5_000 * MEGABYTE;
    /** Each container's shim, and systemd, hold some. */
    private static final long INOTIFY_INSTANCES_WANTED = 256;

    private final CommandContext context;
    private final List<HostCheck> checks = new ArrayList<>();

    HostChecks(CommandContext context) {
        this.context = context;
    }

    List<HostCheck> run() throws IOException, InterruptedException {
        Distribution distribution = Distribution.ofThisMachine();
        ok("system", distribution.name() + ", Linux " + System.getProperty("os.version"));
        ok("java", Runtime.version() + " (" + System.getProperty("java.home") + ")");
        if (context.root()) {
            ok("user", "root");
            packages(distribution);
            kernel();
        } else {
            note("user", System.getProperty("user.name"), context.text("doctor.fix.root"));
        }
        disk();
        port();
        return List.copyOf(checks);
    }

    private void packages(Distribution distribution) {
        List<Missing> missing = HostRequirements.missing(Backend.CONTAINERD);
        if (missing.isEmpty()) {
            ok("packages", context.text("doctor.complete"));
        }
        HostPackages packages = new HostPackages(context, distribution);
        for (Missing one : missing) {
            if (packages.installable(List.of(one))) {
                note("packages", one.what(), context.text("doctor.fix.up", packages.command(List.of(one))));
            } else {
                problem("packages", one.what(), one.remedy());
            }
        }
    }

    private void kernel() throws IOException, InterruptedException {
        boolean overlay = Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n") || loadable("overlay");
        judge("overlayfs", overlay, context.text("doctor.fix.module", "overlay"));
        Optional<Path> nft = Programs.find("nft");
        if (nft.isPresent()) {
            judge(
                    "nftables",
                    succeeds(nft.get().toString(), "list", "tables"),
                    context.text("doctor.fix.module", "nf_tables"));
        }
        if (Files.exists(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables")) || loadable("br_netfilter")) {
            ok("br_netfilter", context.text("doctor.available"));
        } else {
            note("br_netfilter", context.text("doctor.absent"), context.text("doctor.fix.ptp"));
        }
        if (Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))) {
            ok("cgroups", "v2");
        } else {
            note("cgroups", "v1", context.text("doctor.fix.cgroup"));
        }
        ok("ip_forward", value("/proc/sys/net/ipv4/ip_forward").equals("1") ? "1" : context.text("doctor.up-sets-it"));
        String instances = value("/proc/sys/fs/inotify/max_user_instances");
        if (Long.parseLong(instances) < INOTIFY_INSTANCES_WANTED) {
            note("inotify", instances, "sysctl -w fs.inotify.max_user_instances=" + INOTIFY_INSTANCES_WANTED);
        } else {
            ok("inotify", instances);
        }
    }

    private static boolean loadable(String module) throws IOException, InterruptedException {
        Optional<Path> modprobe = Programs.find("modprobe");
        return modprobe.isPresent() && succeeds(modprobe.get().toString(), "--dry-run", "--quiet", module);
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(new File("/dev/null"))
                        .start()
                        .waitFor()
                == 0;
    }

    private static String value(String file) throws IOException {
        return Files.readString(Path.of(file)).strip();
    }

    private void disk() throws IOException {
        Path existing = ClusterFolder.parent(context);
        while (!Files.exists(existing)) {
            existing = Folders.parent(existing);
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        String found = existing + ": " + free / MEGABYTE + " MB";
        if (!Files.isWritable(existing)) {
            problem("disk", existing.toString(), context.text("doctor.fix.unwritable"));
        } else if (free < DISK_NEEDED) {
            problem("disk", found, context.text("doctor.fix.disk", DISK_NEEDED / MEGABYTE));
        } else if (free < DISK_WANTED) {
            note("disk", found, context.text("doctor.fix.disk", DISK_WANTED / MEGABYTE));
        } else {
            ok("disk", found);
        }
    }

    private void port() {
        if (Ports.free(Ports.DEFAULT)) {
            ok("port", Ports.DEFAULT + ": " + context.text("doctor.free"));
        } else {
            note("port", Ports.DEFAULT + ": " + context.text("doctor.in-use"), context.text("doctor.fix.port"));
        }
    }

    private void judge(String what, boolean works, String remedy) {
        if (works) {
            ok(what, context.text("doctor.available"));
        } else {
            problem(what, context.text("doctor.absent"), remedy);
        }
    }

    private void ok(String what, String found) {
        checks.add(new HostCheck(what, HostCheck.Level.OK, found, ""));
    }

    private void note(String what, String found, String remedy) {
        checks.add(new HostCheck(what, HostCheck.Level.NOTE, found, remedy));
    }

    private void problem(String what, String found, String remedy) {
        checks.add(new HostCheck(what, HostCheck.Level.PROBLEM, found, remedy));
    }
}
