package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.APPLY;
import static dev.jukung.apiserver.Requests.MERGE;
import static dev.jukung.apiserver.Requests.STRATEGIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The count of a DaemonSet's templates: the server's, whoever writes the annotation. As kube-apiserver answers. */
class TemplateGenerationTest {
    private static final String SETS = "/apis/apps/v1/namespaces/default/daemonsets";
    private static final String ANNOTATION = "deprecated.daemonset.template.generation";
    private static final String OWNED = "{\"f:" + ANNOTATION + "\":{}}";

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private static String set(String metadata, String image) {
        return """
                {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"x"%s},"spec":{
                "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
                "spec":{"containers":[{"name":"m","image":"%s"}]}}}}""".formatted(metadata, image);
    }

    private static String annotated(String value) {
        return "\"annotations\":{\"" + ANNOTATION + "\":" + value + "}";
    }

    private Requests.Answer created(String metadata) throws Exception {
        return requests.post(SETS + "?fieldManager=creator", set(metadata, "i"));
    }

    private static String count(Requests.Answer answer) {
        return answer.json().object("metadata").object("annotations").text(ANNOTATION, "(none)");
    }

    /** The annotations that a manager has. */
    private static String owned(Requests.Answer answer, String manager) {
        for (ObjectValue entry :
                answer.json().object("metadata").list("managedFields").objects()) {
            if (entry.text("manager", "").equals(manager)) {
                return entry.object("fieldsV1")
                        .object("f:metadata")
                        .object("f:annotations")
                        .without(".")
                        .toString();
            }
        }
        return "(no manager)";
    }

    @Test
    void itBeginsWithOneOrWithWhatTheCreatorSays() throws Exception {
        Requests.Answer fresh = created("");
        assertThat(count(fresh)).isEqualTo("1");
        assertThat(owned(fresh, "creator")).isEqualTo(OWNED);

        requests.delete(SETS + "/x", "{}");
        assertThat(count(created("," + annotated("\"-3\"")))).isEqualTo("1");
        requests.delete(SETS + "/x", "{}");
        assertThat(count(created("," + annotated("\"7\"")))).isEqualTo("7");
    }

    @Test
    void eachChangeOfTheTemplateCountsAndBelongsToNobody() throws Exception {
        created("");
        Requests.Answer patched = requests.patch(
                SETS + "/x?fieldManager=b",
                STRATEGIC,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"m\",\"image\":\"j\"}]}}}}");
        assertThat(count(patched)).isEqualTo("2");
        assertThat(owned(patched, "creator")).isEqualTo(OWNED);
        assertThat(owned(patched, "b")).isEqualTo("{}");

        Requests.Answer other = requests.patch(SETS + "/x", MERGE, "{\"spec\":{\"minReadySeconds\":3}}");
        assertThat(count(other)).isEqualTo("2");
        assertThat(other.json().object("metadata").integer("generation", 0)).isEqualTo(3);
    }

    @Test
    void whoWritesItOwnsItAndChangesNothing() throws Exception {
        created("");
        for (String value : new String[] {"\"9\"", "null"}) {
            String manager = "m" + value.length();
            Requests.Answer patched = requests.patch(
                    SETS + "/x?fieldManager=" + manager, MERGE, "{\"metadata\":{" + annotated(value) + "}}");
            assertThat(count(patched)).isEqualTo("1");
            assertThat(owned(patched, manager)).isEqualTo(OWNED);
        }

        Requests.Answer put = requests.put(SETS + "/x?fieldManager=c", set("", "k"));
        assertThat(count(put)).isEqualTo("2");
        assertThat(owned(put, "c")).isEqualTo(OWNED);
    }

    @Test
    void whoAppliesATemplateDoesNotOwnIt() throws Exception {
        Requests.Answer applied = requests.patch(SETS + "/x?fieldManager=d", APPLY, set("", "i"));
        assertThat(count(applied)).isEqualTo("1");
        assertThat(owned(applied, "d")).isEqualTo("{}");

        Requests.Answer again = requests.patch(SETS + "/x?fieldManager=d", APPLY, set("", "j"));
        assertThat(count(again)).isEqualTo("2");
        assertThat(owned(again, "d")).isEqualTo("{}");

        Requests.Answer status = requests.patch(SETS + "/x/status", MERGE, "{\"status\":{\"numberReady\":3}}");
        assertThat(count(status)).isEqualTo("2");
    }

    @Test
    void whatIsNoNumberIsNoDaemonSet() throws Exception {
        String problem = "strconv.ParseInt: parsing \"z\": invalid syntax";
        assertThat(created("," + annotated("\"z\"")).refusal())
                .isEqualTo("400 BadRequest: DaemonSet in version \"v1\" cannot be handled as a DaemonSet: " + problem);

        created("");
        assertThat(requests.patch(SETS + "/x", MERGE, "{\"metadata\":{" + annotated("\"z\"") + "}}")
                        .refusal())
                .startsWith("422 Invalid:  \"\" is invalid: patch: Invalid value: ")
                .endsWith(problem);
    }
}
