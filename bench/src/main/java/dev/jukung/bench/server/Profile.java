package dev.jukung.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a server's CPU time went: samples of the flight recorder (JEP 509), counted by what the program was at. The work of the
 * JVM's own threads, such as compiling and collecting, is not among them.
 */
public final class Profile {
    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="%s"><setting name="enabled">true</setting><setting name="throttle">10ms</setting></event>
            </configuration>
            """.formatted(SAMPLE);
    private static final String OTHER = "the JDK and the rest";

    /** What a frame's class begins with, and what is done there; the innermost frame that is found here counts. */
    private static final Map<String, String> PHASES = phases();

    private final Map<String, Integer> samples = new HashMap<>();
    private int all;

    private Profile() {}

    private static Map<String, String> phases() {
        String server = "dev.jukung.apiserver.";
        Map<String, String> phases = new LinkedHashMap<>();
        phases.put(server + "authentication.", "authentication");
        phases.put(server + "authorization.", "authorization");
        phases.put(server + "flowcontrol.", "flow control");
        phases.put(server + "audit.", "audit");
        phases.put(server + "admission.", "admission");
        phases.put(server + "webhook.", "admission");
        phases.put(server + "rest.Bodies", "parsing the body");
        phases.put(server + "rest.Answers", "writing the answer");
        phases.put(server + "rest.Compression", "writing the answer");
        phases.put(server + "rest.WatchAnswer", "telling watchers");
        phases.put(server + "registry.ObjectWatch", "telling watchers");
        phases.put(server + "registry.FieldOwnership", "managed fields");
        phases.put(server + "registry.WrittenObjects", "decoding and defaults");
        phases.put(server + "registry.Reader", "reading");
        phases.put(server + "registry.Encoding", "encoding for the store");
        phases.put(server + "kinds.", "rules of the kinds");
        phases.put(server, "the rest of the API server");
        phases.put("dev.jukung.schema.Validat", "validation by schema");
        phases.put("dev.jukung.schema.Decod", "decoding and defaults");
        phases.put("dev.jukung.schema.Default", "decoding and defaults");
        phases.put("dev.jukung.schema.WrittenForm", "decoding and defaults");
        phases.put("dev.jukung.schema.apply.", "managed fields");
        phases.put("dev.jukung.store.", "the store");
        phases.put("dev.jukung.runtime.", "informers and controllers");
        phases.put("dev.jukung.controllers.", "informers and controllers");
        phases.put("dev.jukung.scheduler.", "scheduler");
        phases.put("dev.jukung.kubelet.", "node");
        phases.put("dev.jukung.http.", "HTTP");
        phases.put("io.netty.", "HTTP and TLS in Netty");
        return phases;
    }

    /** What the JVM has to be started with to record into {@code recording}. */
    static List<String> options(Path recording) throws IOException {
        Path settings = recording.resolveSibling(recording.getFileName() + ".jfc");
        Files.writeString(settings, SETTINGS);
        return List.of(
                "-Xlog:jfr+startup=off",
                "-XX:FlightRecorderOptions:stackdepth=256",
                "-XX:StartFlightRecording:filename=" + recording + ",settings=" + settings);
    }

    /** @param recording of a JVM that has ended */
    static Profile read(Path recording) throws IOException {
        Profile profile = new Profile();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null) {
                    profile.add(event.getStackTrace().getFrames());
                }
            }
        }
        return profile;
    }

    private void add(List<RecordedFrame> frames) {
        List<String> classes = new ArrayList<>();
        frames.forEach(frame -> classes.add(frame.getMethod().getType().getName()));
        samples.merge(phase(classes), 1, Integer::sum);
        all++;
    }

    /** @param classes of the frames, the innermost first */
    static String phase(List<String> classes) {
        for (String name : classes) {
            for (Map.Entry<String, String> phase : PHASES.entrySet()) {
                if (name.startsWith(phase.getKey())) {
                    return phase.getValue();
                }
            }
        }
        return OTHER;
    }

    /** The part of each phase, the largest first. */
    public List<String> lines() {
        return samples.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(phase -> String.format(
                        Locale.ROOT, "%5.1f %%  %s", 100.0 * phase.getValue() / Math.max(1, all), phase.getKey()))
                .toList();
    }
}
