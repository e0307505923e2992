package dev.jukung.bench;

import dev.jukung.schema.Decoded;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.Defaulter;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.Schema;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.Validator;
import dev.jukung.value.ObjectValue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What every write of a Pod goes through before it is stored. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchemaBenchmark {
    private final Schema schema =
            Schemas.of(dev.jukung.model.Schemas.document()).definition("io.k8s.api.core.v1.Pod");
    private final Decoder decoder = new Decoder(schema);
    private final Validator validator = new Validator(schema);
    private final ObjectValue given = Objects.pod("default", "web", "default-scheduler", 1);
    private final ObjectValue decoded = decoder.decode(given).tree();
    private final ObjectValue complete = Defaulter.apply(schema, decoded);

    @Benchmark
    public Decoded decode() {
        return decoder.decode(given);
    }

    @Benchmark
    public ObjectValue setDefaults() {
        return Defaulter.apply(schema, decoded);
    }

    @Benchmark
    public FieldErrors validate() {
        return validator.validate(complete);
    }
}
