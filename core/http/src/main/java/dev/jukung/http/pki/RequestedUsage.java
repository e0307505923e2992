package dev.jukung.http.pki;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What a certificate may be used for, in the words of CertificateSigningRequests: {@code client auth}. Immutable.
 *
 * @param bits of the key usage
 * @param purposes of the extended key usage
 */
record RequestedUsage(int bits, List<KeyPurposeId> purposes) {
    private static final Map<String, Integer> BITS = Map.of(
            "signing", KeyUsage.digitalSignature,
            "digital signature", KeyUsage.digitalSignature,
            "content commitment", KeyUsage.nonRepudiation,
            "key encipherment", KeyUsage.keyEncipherment,
            "key agreement", KeyUsage.keyAgreement,
            "data encipherment", KeyUsage.dataEncipherment,
            "cert sign", KeyUsage.keyCertSign,
            "crl sign", KeyUsage.cRLSign,
            "encipher only", KeyUsage.encipherOnly,
            "decipher only", KeyUsage.decipherOnly);

    private static final Map<String, KeyPurposeId> PURPOSES = Map.ofEntries(
            Map.entry("any", KeyPurposeId.anyExtendedKeyUsage),
            Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
            Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
            Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
            Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
            Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
            Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
            Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
            Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
            Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
            Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
            Map.entry("microsoft sgc", KeyPurposeId.id_kp_msSGC),
            Map.entry("netscape sgc", KeyPurposeId.id_kp_nsSGC));

    /** @throws IllegalArgumentException for a word that is none of them */
    static RequestedUsage of(Collection<String> words) {
        int bits = 0;
        List<KeyPurposeId> purposes = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String word : words) {
            KeyPurposeId purpose = PURPOSES.get(word);
            if (BITS.containsKey(word)) {
                bits |= BITS.getOrDefault(word, 0);
            } else if (purpose == null) {
                unknown.add('"' + word + '"');
            } else if (!purposes.contains(purpose)) {
                purposes.add(purpose);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unrecognized usage values: [" + String.join(" ", unknown) + "]");
        }
        purposes.sort(Comparator.comparing(KeyPurposeId::getId));
        return new RequestedUsage(bits, purposes);
    }
}
