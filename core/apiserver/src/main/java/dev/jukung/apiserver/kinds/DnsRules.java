package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of {@code dnsConfig}. Pure functions. */
final class DnsRules {
    private static final int MAX_SERVERS = 3;
    private static final int MAX_SEARCHES = 32;
    private static final int MAX_SEARCH_CHARACTERS = 2048;
    private static final int MAX_NAME = 253;
    private static final String FORM = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
    private static final Pattern DOMAIN = Pattern.compile(FORM);

    private DnsRules() {}

    /** @param spec a PodSpec */
    static void check(Checked spec) {
        if (spec.text("dnsPolicy").equals("None")) {
            if (!spec.has("dnsConfig")) {
                spec.required("dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (spec.in("dnsConfig").value().list("nameservers").isEmpty()) {
                spec.in("dnsConfig")
                        .required("nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }
        Checked config = spec.in("dnsConfig");
        servers(config);
        searches(config);
        for (Checked option : config.items("options")) {
            if (option.text("name").isEmpty()) {
                option.errors().add(FieldError.required(option.path(), "must not be empty"));
            }
        }
    }

    private static void servers(Checked config) {
        List<String> servers = config.texts("nameservers");
        if (servers.size() > MAX_SERVERS) {
            config.invalid("nameservers", "must not have more than " + MAX_SERVERS + " nameservers");
        }
        for (int i = 0; i < servers.size(); i++) {
            Addresses.address(config.path().child("nameservers").index(i), servers.get(i), Set.of(), config.errors());
        }
    }

    private static void searches(Checked config) {
        List<String> searches = config.texts("searches");
        if (searches.size() > MAX_SEARCHES) {
            config.invalid("searches", "must not have more than " + MAX_SEARCHES + " search paths");
        }
        if (String.join(" ", searches).length() > MAX_SEARCH_CHARACTERS) {
            config.invalid(
                    "searches",
                    "must not have more than " + MAX_SEARCH_CHARACTERS
                            + " characters (including spaces) in the search list");
        }
        for (int i = 0; i < searches.size(); i++) {
            String search = searches.get(i);
            if (!search.equals(".")) {
                domain(
                        config,
                        config.path().child("searches").index(i),
                        search.endsWith(".") ? search.substring(0, search.length() - 1) : search);
            }
        }
    }

    private static void domain(Checked config, FieldPath path, String name) {
        if (name.length() > MAX_NAME) {
            config.errors().add(FieldError.invalid(path, name, "must be no more than " + MAX_NAME + " characters"));
        }
        if (!DOMAIN.matcher(name).matches()) {
            config.errors()
                    .add(FieldError.invalid(
                            path,
                            name,
                            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_',"
                                    + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                                    + " 'example.com', regex used for validation is '" + FORM + "')"));
        }
    }
}
