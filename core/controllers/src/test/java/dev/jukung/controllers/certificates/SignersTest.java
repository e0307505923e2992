package dev.jukung.controllers.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.Pem;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignersTest {
    private static final KeyPair KEYS = Keys.ec();

    /** @param names other names, as {@code dns:a}, {@code ip:10.0.0.1}, {@code email:a@b.c} or {@code uri:x:y} */
    private static CertificationRequest request(String subject, @Nullable String names) throws Exception {
        JcaPKCS10CertificationRequestBuilder builder =
                new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), KEYS.getPublic());
        if (names != null) {
            GeneralName[] all = Arrays.stream(names.split(" "))
                    .map(name -> new GeneralName(
                            switch (name.substring(0, name.indexOf(':'))) {
                                case "dns" -> GeneralName.dNSName;
                                case "ip" -> GeneralName.iPAddress;
                                case "email" -> GeneralName.rfc822Name;
                                default -> GeneralName.uniformResourceIdentifier;
                            },
                            name.substring(name.indexOf(':') + 1)))
                    .toArray(GeneralName[]::new);
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        }
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate()))
                .getEncoded();
        return CertificationRequest.parse(new Pem.Block("CERTIFICATE REQUEST", der).text());
    }

    @ParameterizedTest(name = "{0} for {1} {2} as {3}")
    @CsvSource(delimiter = '|', textBlock = """
            kubernetes.io/kube-apiserver-client         | CN=jane          |       | client auth                                     |
            kubernetes.io/kube-apiserver-client         | CN=jane          | dns:a | client auth,digital signature,key encipherment  |
            kubernetes.io/kube-apiserver-client         | CN=jane          |       | client auth,server auth                         | invalid usage for client certificate: server auth
            kubernetes.io/kube-apiserver-client         | CN=jane          |       | digital signature                               | missing required usage for client certificate: client auth
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a |       | client auth,digital signature                  |
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a |       | client auth,digital signature,key encipherment |
            kubernetes.io/kube-apiserver-client-kubelet | O=devs,CN=system:node:a         |       | client auth,digital signature                  | subject organization is not system:nodes
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,O=b,CN=system:node:a |   | client auth,digital signature                  | subject organization is not system:nodes
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=a             |       | client auth,digital signature                  | subject common name does not begin with system:node:
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a | dns:a | client auth,digital signature                  | DNS subjectAltNames are not allowed
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a | email:a@b.c | client auth,digital signature            | Email subjectAltNames are not allowed
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a | ip:10.0.0.1 | client auth,digital signature            | IP subjectAltNames are not allowed
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a | uri:x:y | client auth,digital signature                | URI subjectAltNames are not allowed
            kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:a |       | client auth                                    | usages did not match [client auth digital signature key encipherment]
            kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:a | dns:a ip:10.0.0.1 | server auth,digital signature      |
            kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:a |       | server auth,digital signature                  | DNS or IP subjectAltName is required
            kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:a | dns:a email:a@b.c | server auth,digital signature      | Email subjectAltNames are not allowed
            kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:a | dns:a uri:x:y | server auth,digital signature          | URI subjectAltNames are not allowed
            kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:a | dns:a | client auth,digital signature                  | usages did not match [digital signature key encipherment server auth]
            kubernetes.io/kubelet-serving               | O=system:nodes,CN=a             | dns:a | server auth,digital signature                  | subject common name does not begin with system:node:
            kubernetes.io/legacy-unknown                | CN=jane                         | dns:a | server auth,code signing                       |
            """)
    void objectToWhatTheyDoNotGrant(
            String signer, String subject, @Nullable String names, String usages, @Nullable String objection)
            throws Exception {
        assertThat(Signers.objection(signer, request(subject, names), List.of(usages.split(","))))
                .isEqualTo(Optional.ofNullable(objection));
    }
}
