package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.TokenAuthenticator;
import dev.jukung.apiserver.auth.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokens from a CSV file: token, user name, uid and optionally groups ({@code --token-auth-file}). Immutable. */
public final class StaticTokens implements TokenAuthenticator {
    private final Map<String, User> users;

    private StaticTokens(Map<String, User> users) {
        this.users = Map.copyOf(users);
    }

    /** @throws IllegalArgumentException when a line has less than three columns or broken quotes */
    public static StaticTokens parse(String file, String csv) {
        Map<String, User> users = new HashMap<>();
        for (List<String> record : records(file, csv)) {
            if (record.size() < 3) {
                throw new IllegalArgumentException("token file '" + file
                        + "' must have at least 3 columns (token, user name, user uid), found " + record.size());
            }
            if (!record.getFirst().isEmpty()) {
                List<String> groups = record.size() > 3 ? List.of(record.get(3).split(",", -1)) : List.of();
                users.put(record.getFirst(), new User(record.get(1), record.get(2), groups, Map.of()));
            }
        }
        return new StaticTokens(users);
    }

    @Override
    public Verdict identify(String token, List<String> wanted) {
        User user = users.get(token);
        return user == null ? new Verdict.Unknown() : new Verdict.Known(user, List.of());
    }

    /** The lines of a CSV text (RFC 4180): fields in quotes may hold commas, line breaks and doubled quotes. */
    private static List<List<String>> records(String file, String csv) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        String text = csv.endsWith("\n") ? csv : csv + "\n";
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (text.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                record.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    if (record.size() > 1 || !record.getFirst().isEmpty()) {
                        records.add(record);
                    }
                    record = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("token file '" + file + "': extraneous or missing \" in quoted-field");
        }
        return records;
    }
}
