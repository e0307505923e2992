package dev.jukung.http.pki;

import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Whom a client certificate of a cluster is for (Kubernetes: "X.509 client certificates").
 *
 * @param name the common name, the last one if there are several; empty where there is none
 * @param organizations the groups, in the order of the certificate
 */
public record CertificateSubject(String name, List<String> organizations) {
    public CertificateSubject {
        organizations = List.copyOf(organizations);
    }

    /** @throws InvalidNameException when the subject cannot be read as a name */
    public static CertificateSubject of(X500Principal subject) throws InvalidNameException {
        String name = "";
        List<String> organizations = new ArrayList<>();
        // An LdapName counts from the right of its text, which is the order of the certificate.
        for (Rdn part : new LdapName(subject.getName()).getRdns()) {
            NamingEnumeration<? extends Attribute> attributes =
                    part.toAttributes().getAll();
            while (attributes.hasMoreElements()) {
                Attribute attribute = attributes.nextElement();
                for (String value : values(attribute)) {
                    if (attribute.getID().equalsIgnoreCase("CN")) {
                        name = value;
                    } else if (attribute.getID().equalsIgnoreCase("O")) {
                        organizations.add(value);
                    }
                }
            }
        }
        return new CertificateSubject(name, organizations);
    }

    private static List<String> values(Attribute attribute) throws InvalidNameException {
        try {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < attribute.size(); i++) {
                values.add(String.valueOf(attribute.get(i)));
            }
            return values;
        } catch (NamingException e) {
            throw new InvalidNameException(String.valueOf(e.getMessage()));
        }
    }
}
