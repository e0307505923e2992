package dev.jukung.cluster;

import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.LeaderElection;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Profile;
import dev.jukung.scheduler.Scheduler;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scheduler in a process of its own, as kube-scheduler is. */
public final class SchedulerRole {
    private SchedulerRole() {}

    /** Returns when it shows how it is; it schedules when it leads. */
    public static ElectedRole start(RoleSettings settings, Surroundings around, Map<String, String> environment)
            throws IOException, GeneralSecurityException {
        ObjectValue configuration = ObjectValue.of(
                "componentconfig",
                ObjectValue.of("leaderElection", election(settings, false), "schedulerName", "default-scheduler"));
        return new ElectedRole(settings, configuration, around, environment, SchedulerRole::begin).begin();
    }

    private static AutoCloseable begin(ClusterAccess access, HttpApiClient client, Surroundings around) {
        Closing parts = new Closing();
        Informers informers = parts.add(new Informers(client, around));
        parts.add(Scheduler.start(client, informers, List.of(Profile.standard()), around));
        informers.start();
        return parts;
    }

    /** As configurations of components show it. @param capital whether Go's names are shown, as the controller manager does */
    static ObjectValue election(RoleSettings settings, boolean capital) {
        Optional<LeaderElection.Settings> election = settings.election();
        ObjectValue.Builder shown = ObjectValue.builder().set(name("leaderElect", capital), election.isPresent());
        election.ifPresent(each -> shown.set(
                        name("leaseDuration", capital), each.lease().toSeconds() + "s")
                .set(name("renewDeadline", capital), each.renewDeadline().toSeconds() + "s")
                .set(name("retryPeriod", capital), each.retry().toSeconds() + "s")
                .set(name("resourceLock", capital), "leases")
                .set(name("resourceName", capital), each.name())
                .set(name("resourceNamespace", capital), each.namespace()));
        return shown.build();
    }

    private static String name(String field, boolean capital) {
        return capital ? Character.toUpperCase(field.charAt(0)) + field.substring(1) : field;
    }
}
