package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;

/** The rules of PriorityLevelConfigurations (k8s.io/kubernetes/pkg/apis/flowcontrol/validation). */
final class PriorityLevelStrategy extends SpecStrategy {
    private static final Map<String, Long> USUAL = Map.of("queues", 64L, "handSize", 8L, "queueLengthLimit", 50L);
    private static final long MAX_QUEUES = 10_000_000;
    private static final int MAX_HASH_BITS = 60;
    private static final List<String> TYPES = List.of("Exempt", "Limited");
    private static final List<String> RESPONSES = List.of("Queue", "Reject");

    /** What a queue is made of where it is not said; Go cannot tell 0 from that. */
    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue queuing =
                object.object("spec").object("limited").object("limitResponse").object("queuing");
        if (!(object.at("spec", "limited", "limitResponse", "queuing") instanceof ObjectValue)) {
            return object;
        }
        for (Map.Entry<String, Long> usual : USUAL.entrySet()) {
            if (queuing.integer(usual.getKey(), 0) == 0) {
                queuing = queuing.with(usual.getKey(), usual.getValue());
            }
        }
        return object.withAt(queuing, "spec", "limited", "limitResponse", "queuing");
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        String type = spec.text("type");
        boolean exempt = object.object("metadata").text("name", "").equals("exempt");
        if (exempt != type.equals("Exempt")) {
            spec.invalid("type", "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        switch (type) {
            case "Exempt" -> {
                if (spec.has("limited")) {
                    spec.forbidden("limited", "must be nil if the type is not Limited");
                }
                shares(spec.in("exempt"));
                lendable(spec.in("exempt"));
            }
            case "Limited" -> {
                if (spec.has("exempt")) {
                    spec.forbidden("exempt", "must be nil if the type is Limited");
                }
                if (spec.has("limited")) {
                    limited(spec.in("limited"));
                } else {
                    spec.required("limited", "must not be empty when type is Limited");
                }
            }
            default -> unknown(spec, TYPES);
        }
        FlowConditions.check(object, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        FlowConditions.check(object, errors);
    }

    private static void unknown(Checked place, List<String> types) {
        if (place.text("type").isEmpty()) {
            place.required("type", "");
        } else {
            place.errors().add(FieldError.notSupported(place.path().child("type"), place.text("type"), types));
        }
    }

    private static void shares(Checked level) {
        if (level.number("nominalConcurrencyShares") < 0) {
            level.invalidNumber("nominalConcurrencyShares", "must be a non-negative integer");
        }
    }

    private static void lendable(Checked level) {
        long percent = level.number("lendablePercent");
        if (percent < 0 || percent > 100) {
            level.invalidNumber("lendablePercent", "must be between 0 and 100, inclusive");
        }
    }

    private static void limited(Checked limited) {
        shares(limited);
        Checked response = limited.in("limitResponse");
        switch (response.text("type")) {
            case "Reject" -> {
                if (response.has("queuing")) {
                    response.forbidden("queuing", "must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (response.has("queuing")) {
                    queuing(response.in("queuing"));
                } else {
                    response.required("queuing", "must not be empty if limited.limitResponse.type is Limited");
                }
            }
            default -> unknown(response, RESPONSES);
        }
        lendable(limited);
        if (limited.number("borrowingLimitPercent") < 0) {
            limited.invalidNumber("borrowingLimitPercent", "if specified, must be a non-negative integer");
        }
    }

    private static void queuing(Checked queuing) {
        if (queuing.number("queueLengthLimit") <= 0) {
            queuing.invalidNumber("queueLengthLimit", "must be positive");
        }
        long queues = queuing.number("queues");
        if (queues <= 0) {
            queuing.invalidNumber("queues", "must be positive");
        } else if (queues > MAX_QUEUES) {
            queuing.invalidNumber("queues", "must not be greater than " + MAX_QUEUES);
        }
        long hand = queuing.number("handSize");
        if (hand <= 0) {
            queuing.invalidNumber("handSize", "must be positive");
        } else if (hand > queues) {
            queuing.invalidNumber("handSize", "should not be greater than queues (" + queues + ")");
        } else if (entropyBits(queues, hand) > MAX_HASH_BITS) {
            queuing.invalidNumber(
                    "handSize",
                    "required entropy bits of deckSize " + queues + " and handSize " + hand
                            + " should not be greater than " + MAX_HASH_BITS);
        }
    }

    /** The bits of a hash that are used up when a hand is dealt from a deck. */
    private static int entropyBits(long deck, long hand) {
        return (int) Math.ceil(Math.log(deck) / Math.log(2) * hand);
    }
}
