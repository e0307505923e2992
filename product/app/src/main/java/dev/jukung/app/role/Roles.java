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
import dev.jukung.cluster.RoleSettings;
import dev.jukung.cluster.SchedulerRole;
import java.security.SecureRandom;

/** What the commands of components do. */
final class Roles {
    private Roles() {}

    static int apiServer(RoleCommand command) throws InterruptedException {
        return RoleRun.run(command.context(), command.flags(), command.arguments(), values -> {
            ApiServerSettings settings = ApiServerFlags.read(values);
            return around -> {
                ApiServerRole role = ApiServerRole.start(settings, around);
                return new RoleRun.Running() {
                    @Override
                    public void await(StopSignal stop) throws InterruptedException {
                        stop.await();
                    }

                    @Override
                    public void close() {
                        role.close();
                    }
                };
            };
        });
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
