package dev.jukung.bench.history;

/** A request and what came of it. @param started in nanoseconds of one clock that all calls share, as is {@code ended} */
public record Call(String client, String server, Request request, long started, long ended, Answer answer) {
    @Override
    public String toString() {
        String told = answer instanceof Answer.Listed listed
                ? "a list of " + listed.objects().size() + " at " + listed.revision()
                : answer.toString();
        return "%s at %s, from %.3f to %.3f s: %s -> %s"
                .formatted(client, server, started / 1e9, ended / 1e9, request, told);
    }
}
