package dev.jukung.apiserver.admission.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/** What a check objects to: the reason in short, and who does it. */
record Finding(String reason, String detail) {
    static String details(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.detail().isEmpty()
                        ? finding.reason()
                        : finding.reason() + " (" + finding.detail() + ")")
                .collect(Collectors.joining(", "));
    }

    static String reasons(List<Finding> findings) {
        return findings.stream().map(Finding::reason).collect(Collectors.joining(", "));
    }
}
