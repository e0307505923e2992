package dev.jukung.bench;

import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
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

/** The tree: its text, a read through a view, a change. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ValueBenchmark {
    private final byte[] text =
            Objects.podText("default", "web", "default-scheduler", 1).getBytes(StandardCharsets.UTF_8);
    private final ObjectValue tree = Json.parseObject(text);

    @Benchmark
    public ObjectValue parsePod() {
        return Json.parseObject(text);
    }

    @Benchmark
    public byte[] writePod() {
        return Json.bytes(tree);
    }

    @Benchmark
    public String readThroughViews() {
        Container first = new Pod(tree).spec().containers().getFirst();
        return first.image().orElse("");
    }

    @Benchmark
    public ObjectValue changeAtDepthTwo() {
        return tree.withAt("node-1", "spec", "nodeName");
    }
}
