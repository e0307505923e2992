package dev.jukung.apiserver.discovery;

import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * A version of a group that another server answers for.
 *
 * @param groupPriority where the group stands among all, the highest first
 * @param versionPriority where the version stands in its group, the highest first
 * @param resources as in an {@code APIResourceList}, as far as the other server told them
 * @param current whether it told them lately
 */
public record RemoteVersion(
        String group,
        String version,
        long groupPriority,
        long versionPriority,
        List<ObjectValue> resources,
        boolean current) {}
