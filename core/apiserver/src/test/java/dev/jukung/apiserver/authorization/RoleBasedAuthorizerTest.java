package dev.jukung.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RoleBasedAuthorizerTest {
    private static final RolePolicy.Stored NOTHING = new RolePolicy.Stored(List.of(), List.of(), List.of(), List.of());
    private static final RolePolicy.Stored GRANTED = new RolePolicy.Stored(
            List.of(),
            List.of(),
            List.of(object(
                    "{'metadata':{'name':'r'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]}")),
            List.of(object(
                    "{'metadata':{'name':'b'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'r'},"
                            + "'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'u'}]}")));

    private final AtomicReference<RolePolicy.Stored> stored = new AtomicReference<>(NOTHING);
    private Runnable whileRead = () -> {};
    private final RoleBasedAuthorizer authorizer = new RoleBasedAuthorizer(() -> {
        RolePolicy.Stored read = stored.get();
        whileRead.run();
        return read;
    });

    private static ObjectValue object(String json) {
        return Json.parseObject(json.replace('\'', '"'));
    }

    private int rules() {
        return authorizer
                .rules(new User("u", "", List.of(), java.util.Map.of()), "")
                .rules()
                .size();
    }

    @Test
    void aChangeIsSeenByTheNextDecision() {
        assertThat(rules()).isZero();

        stored.set(GRANTED);
        authorizer.changed();

        assertThat(rules()).isEqualTo(1);
    }

    @Test
    void aChangeThatComesWhilePoliciesAreReadIsSeenByTheNextDecision() {
        whileRead = () -> {
            whileRead = () -> {};
            stored.set(GRANTED);
            authorizer.changed();
        };

        assertThat(rules()).as("was read before").isZero();
        assertThat(rules()).as("is not taken for what is stored now").isEqualTo(1);
    }
}
