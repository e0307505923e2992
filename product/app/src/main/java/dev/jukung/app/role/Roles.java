package dev.jukung.app.role;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.lifecycle.StopSignal;
import dev.jukung.base.Randomness;
import dev.jukung.cluster.ApiServerRole;
import dev.jukung.cluster.ApiServerSettings;
import dev.jukung.cluster.ControllerManagerRole;
import dev.jukung.cluster.ElectedRole;
import dev.jukung.cluster.HostAddress;
import dev.jukung.cluster.KubeletRole;
import dev.jukung.cluster.KubeletSettings;
import dev.jukung.cluster.ProxyRole;
import dev.jukung.cluster.ProxySettings;
import dev.jukung.cluster.RoleSettings;
import dev.jukung.cluster.SchedulerRole;
import java.security.SecureRandom;

/** What the commands of components do. */
final class Roles {
    /** What has ended already. */
    private static final RoleRun.Running DONE = new RoleRun.Running() {
        @Override
        public void await(StopSignal stop) {}

        @Override
        public void close() {}
    };

    private Roles() {}

    static int apiServer(RoleCommand command) throws InterruptedException {
        return RoleRun.run(command.context(), command.flags(), command.arguments(), values -> {
            ApiServerSettings settings = ApiServerFlags.read(values);
            return around -> untilStopped(ApiServerRole.start(settings, around)::close);
        });
    }

    static int kubelet(RoleCommand command) throws InterruptedException {
        return RoleRun.run(command.context(), command.flags(), command.arguments(), KubeletFlags::withFile, values -> {
            KubeletSettings settings = KubeletFlags.read(values);
            return around -> untilStopped(KubeletRole.start(settings, around)::close);
        });
    }

    static int proxy(RoleCommand command) throws InterruptedException {
        return RoleRun.run(command.context(), command.flags(), command.arguments(), ProxyFlags::withFile, values -> {
            ProxySettings settings = ProxyFlags.read(values);
            if (values.on("cleanup")) {
                return _ -> {
                    ProxyRole.cleanUp(settings.rules());
                    return DONE;
                };
            }
            return around -> untilStopped(
                    ProxyRole.start(settings, around, command.context().environment())::close);
        });
    }

    private static RoleRun.Running untilStopped(Runnable close) {
        return new RoleRun.Running() {
            @Override
            public void await(StopSignal stop) throws InterruptedException {
                stop.await();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    static int controllerManager(RoleCommand command) throws InterruptedException {
        return RoleRun.run(command.context(), command.flags(), command.arguments(), values -> {
            ControllerManagerRole.Settings settings = ControllerManagerFlags.read(values, identity());
            return around -> running(
                    command,
                    ControllerManagerRole.start(
                            settings, around, command.context().environment()));
        });
    }

    static int scheduler(RoleCommand command) throws InterruptedException {
        return RoleRun.run(command.context(), command.flags(), command.arguments(), values -> {
            RoleSettings settings = SchedulerFlags.read(values, identity());
            return around -> running(
                    command,
                    SchedulerRole.start(settings, around, command.context().environment()));
        });
    }

    /** Two processes of one machine are two candidates. */
    private static String identity() {
        return HostAddress.hostName() + "_" + new Randomness(new SecureRandom()).uid();
    }

    private static RoleRun.Running running(RoleCommand command, ElectedRole role) {
        return new RoleRun.Running() {
            @Override
            public void await(StopSignal stop) throws InterruptedException {
                role.onLoss(stop::raise);
                stop.await();
                if (role.lost()) {
                    throw new CommandException(
                            ExitCode.FAILED, command.context().text("role.lost"));
                }
            }

            @Override
            public void close() {
                role.close();
            }
        };
    }
}
