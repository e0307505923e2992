package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of Endpoints. */
final class EndpointsStrategy implements Strategy {
    @Override
    public void validate(ObjectValue endpoints, FieldErrors errors) {
        for (Checked subset : new Checked(endpoints, FieldPath.ROOT, errors).items("subsets")) {
            if (subset.value().list("addresses").isEmpty()
                    && subset.value().list("notReadyAddresses").isEmpty()) {
                errors.add(FieldError.required(subset.path(), "must specify `addresses` or `notReadyAddresses`"));
            }
            for (Checked port : subset.items("ports")) {
                errors.take(port.path().child("port"));
                if (subset.value().list("ports").size() > 1 && port.text("name").isEmpty()) {
                    port.required("name", "");
                } else if (!port.text("name").isEmpty()) {
                    port.problems("name", NameRule.LABEL.problems(port.text("name"), false));
                }
                port.portNumber("port");
            }
        }
    }
}
