package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.Test;

/** What {@code kubectl auth can-i --list} is told. */
class AccessReviewTest {
    @Test
    void whoMayDoEverythingIsToldThatAndWhatTheRolesSay() throws Exception {
        try (Requests requests = new Requests()) {
            ObjectValue status = requests.post(
                            "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                            "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectRulesReview\",\"spec\":{\"namespace\":\"default\"}}")
                    .json()
                    .object("status");
            assertThat(status.list("resourceRules").objects().getFirst().list("resources"))
                    .isEqualTo(ListValue.of("*"));
            assertThat(status.list("resourceRules").objects())
                    .anyMatch(rule -> rule.list("resources").contains("selfsubjectaccessreviews"));
            assertThat(status.list("nonResourceRules").objects())
                    .anyMatch(rule -> rule.list("nonResourceURLs").contains("/healthz"));
        }
    }
}
