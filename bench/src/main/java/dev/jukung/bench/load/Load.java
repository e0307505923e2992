package dev.jukung.bench.load;

import java.time.Duration;

/**
 * What a load was and what it cost.
 *
 * @param bytes of all answers
 * @param cpu of the server, in user and kernel mode
 */
public record Load(int requests, long bytes, Duration wall, Duration cpu, Duration median, Duration p99) {
    /** Requests per second. */
    public double rate() {
        return requests / seconds(wall);
    }

    public double cpuMillisPerRequest() {
        return seconds(cpu) * 1000 / Math.max(1, requests);
    }

    public long bytesPerAnswer() {
        return bytes / Math.max(1, requests);
    }

    /** The best of two runs, figure by figure: other work on the machine only ever makes a figure worse. */
    public Load best(Load other) {
        if (requests == 0 || other.requests == 0) {
            return requests == 0 ? other : this;
        }
        Load cheaper = other.cpuMillisPerRequest() < cpuMillisPerRequest() ? other : this;
        Load faster = other.rate() > rate() ? other : this;
        double scale = (double) faster.requests / cheaper.requests;
        return new Load(
                faster.requests,
                faster.bytes,
                faster.wall,
                Duration.ofNanos(Math.round(cheaper.cpu.toNanos() * scale)),
                median.compareTo(other.median) < 0 ? median : other.median,
                p99.compareTo(other.p99) < 0 ? p99 : other.p99);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
