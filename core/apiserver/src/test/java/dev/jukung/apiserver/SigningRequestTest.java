package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.http.pki.Keys;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written to CertificateSigningRequests, and by way of which subresource. */
class SigningRequestTest {
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    private Requests requests;
    private String pem;

    @BeforeEach
    void start() throws Exception {
        requests = new Requests();
        pem = signed("CN=jane");
    }

    /** A request, as it stands in the spec. */
    private static String signed(String subject) throws Exception {
        KeyPair keys = Keys.ec();
        byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        String text = "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE REQUEST-----\n";
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private String request(String name, String signer, String usages) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"request\":\"" + pem + "\",\"signerName\":\""
                + signer + "\",\"usages\":" + usages.replace('\'', '"') + "}}";
    }

    private void create() throws Exception {
        Requests.Answer made = requests.post(REQUESTS, request("a", "example.com/x", "['client auth']"));
        assertThat(made.code()).as(made.body()).isEqualTo(201);
    }

    private Requests.Answer merge(String below, String patch) throws Exception {
        return requests.patch(REQUESTS + "/a" + below, Requests.MERGE, patch.replace('\'', '"'));
    }

    @Test
    void theRequesterIsWhoeverSentIt() throws Exception {
        Requests.Answer made = requests.sendAs(
                "jane",
                List.of(User.MASTERS),
                "POST",
                REQUESTS,
                request("a", "example.com/x", "['client auth']")
                        .replace("\"spec\":{", "\"spec\":{\"username\":\"john\","));

        assertThat(made.code()).as(made.body()).isEqualTo(201);
        assertThat(made.json().object("spec").text("username", "")).isEqualTo("jane");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "example.com/x | [] | spec.usages: Required value",
                "example.com/x | ['any','any'] | spec.usages[1]: Duplicate value: \"any\"",
                "x | ['any'] | spec.signerName: Invalid value: \"x\": must be a fully qualified domain and path of the form 'example.com/signer-name'",
                "com/x | ['any'] | spec.signerName: Invalid value: \"com\": should be a domain with at least two segments separated by dots",
                "kubernetes.io/legacy-unknown | ['any'] | spec.signerName: Invalid value: \"kubernetes.io/legacy-unknown\": the legacy signerName is not allowed via this API version",
            })
    void whatCannotBeSignedIsRefused(String signer, String usages, String problem) throws Exception {
        assertThat(requests.post(REQUESTS, request("a", signer, usages)).refusal())
                .isEqualTo("422 Invalid: CertificateSigningRequest.certificates.k8s.io \"a\" is invalid: " + problem);
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        pem = "YWJj";

        assertThat(requests.post(REQUESTS, request("a", "example.com/x", "['any']"))
                        .refusal())
                .startsWith(
                        "422 Invalid: CertificateSigningRequest.certificates.k8s.io \"a\" is invalid: spec.request: Invalid value: ")
                .endsWith(": PEM block type must be CERTIFICATE REQUEST");
    }

    @Test
    void nobodyBecomesAnAdministratorByACertificate() throws Exception {
        pem = signed("O=system:masters,CN=jane");

        assertThat(requests.post(REQUESTS, request("a", "kubernetes.io/kube-apiserver-client", "['client auth']"))
                        .refusal())
                .isEqualTo(
                        "403 Forbidden: certificatesigningrequests.certificates.k8s.io \"a\" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
        assertThat(requests.post(REQUESTS, request("a", "example.com/x", "['client auth']"))
                        .code())
                .as("another signer decides for itself")
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"/approval, approve", "/status, sign"})
    void whoApprovesOrSignsNeedsTheRightForTheSigner(String below, String verb) throws Exception {
        create();
        requests.post(
                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                "{\"metadata\":{\"name\":\"writer\"},\"rules\":[{\"apiGroups\":[\"certificates.k8s.io\"],\"resources\":[\"*\"],\"verbs\":[\"update\"]}]}");
        requests.post(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "{\"metadata\":{\"name\":\"writer\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"writer\"},\"subjects\":[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"jane\"}]}");

        ObjectValue failed = ObjectValue.of("type", "Failed", "status", "True");
        ObjectValue written = requests.get(REQUESTS + "/a").json().withAt(ListValue.of(failed), "status", "conditions");

        Requests.Answer answer = requests.sendAs("jane", List.of(), "PUT", REQUESTS + "/a" + below, written.toString());

        assertThat(answer.refusal())
                .isEqualTo(
                        "403 Forbidden: certificatesigningrequests.certificates.k8s.io \"a\" is forbidden: user not permitted to "
                                + verb + " requests with signerName \"example.com/x\"");
    }

    @Test
    void whoApprovesWritesConditionsAndMetadataAndNothingElse() throws Exception {
        create();

        ObjectValue approved = merge(
                        "/approval",
                        "{'metadata':{'annotations':{'a':'b'}},'spec':{'signerName':'example.com/y'},'status':{'certificate':'YQ==','conditions':[{'type':'Approved','status':'True'}]}}")
                .json();

        assertThat(approved.object("metadata").object("annotations").text("a", ""))
                .isEqualTo("b");
        assertThat(approved.object("spec").text("signerName", "")).isEqualTo("example.com/x");
        assertThat(approved.object("status").has("certificate")).isFalse();
        ObjectValue condition =
                approved.object("status").list("conditions").objects().getFirst();
        assertThat(condition.text("lastUpdateTime", ""))
                .isNotEmpty()
                .isEqualTo(condition.text("lastTransitionTime", ""));
        assertThat(merge("/approval", "{'status':{'conditions':[]}}").refusal())
                .endsWith("status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"");
        assertThat(merge(
                                "/approval",
                                "{'status':{'conditions':[{'type':'Approved','status':'True'},{'type':'Denied','status':'True'}]}}")
                        .refusal())
                .endsWith(
                        "status.conditions: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive");
    }

    @Test
    void whoSignsDecidesNothingAndSignsOnce() throws Exception {
        create();

        assertThat(merge("/status", "{'status':{'conditions':[{'type':'Approved','status':'True'}]}}")
                        .refusal())
                .endsWith("status.conditions: Forbidden: updates may not add a condition of type \"Approved\"");
        assertThat(merge("/status", "{'status':{'certificate':'YQ=='}}").code()).isEqualTo(200);
        assertThat(merge("/status", "{'status':{'certificate':'Yg=='}}").refusal())
                .endsWith("status.certificate: Forbidden: updates may not modify existing certificate content");
    }
}
