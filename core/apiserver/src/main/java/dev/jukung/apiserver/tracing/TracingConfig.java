package dev.jukung.apiserver.tracing;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * {@code --tracing-config-file}: a TracingConfiguration.
 *
 * @param endpoint where an OpenTelemetry collector takes OTLP over gRPC, without TLS: {@code host:port}, {@code dns:…} or
 *     {@code unix:…}
 * @param samplingRatePerMillion how many of a million requests begin a trace; those that are part of one are traced if it is
 * @param instance that the spans name as their server
 */
public record TracingConfig(String endpoint, int samplingRatePerMillion, String instance) {
    private static final String DEFAULT_ENDPOINT = "localhost:4317";
    private static final int MILLION = 1_000_000;
    private static final List<String> SCHEMES = List.of("dns", "unix", "unix-abstract");

    /** @throws IllegalArgumentException with everything that is wrong, in Kubernetes' words */
    public static TracingConfig read(byte[] yaml) {
        ObjectValue config;
        try {
            config = ConfigurationFile.decode(yaml, "TracingConfiguration");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "failed to read tracing config: unable to decode tracing configuration data: " + e.getMessage(), e);
        }
        FieldErrors errors = new FieldErrors();
        long rate = config.integer("samplingRatePerMillion", 0);
        FieldPath ratePath = FieldPath.of("samplingRatePerMillion");
        if (rate < 0) {
            errors.add(FieldError.invalid(ratePath, rate, "sampling rate must be positive"));
        }
        if (rate > MILLION) {
            errors.add(FieldError.invalid(
                    ratePath, rate, "sampling rate per million must be less than or equal to one million"));
        }
        String endpoint = config.text("endpoint", "");
        if (!endpoint.isEmpty()) {
            String scheme = scheme(endpoint);
            if (!SCHEMES.contains(scheme)) {
                errors.add(FieldError.invalid(
                        FieldPath.of("endpoint"),
                        endpoint,
                        "unsupported scheme: " + scheme + ".  Options are none, dns, unix, or unix-abstract.  See"
                                + " https://github.com/grpc/grpc/blob/master/doc/naming.md"));
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("failed to validate tracing configuration: " + errors.message());
        }
        return new TracingConfig(endpoint.isEmpty() ? DEFAULT_ENDPOINT : endpoint, (int) rate, "");
    }

    private static String scheme(String endpoint) {
        int slashes = endpoint.indexOf("//");
        if (slashes < 0) {
            return "dns";
        }
        return slashes > 0 && endpoint.charAt(slashes - 1) == ':' ? endpoint.substring(0, slashes - 1) : "";
    }

    public TracingConfig of(String server) {
        return new TracingConfig(endpoint, samplingRatePerMillion, server);
    }
}
