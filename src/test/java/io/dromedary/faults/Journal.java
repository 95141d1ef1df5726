package io.dromedary.faults;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client sent, and what it was told. Thread-safe. */
final class Journal {

    /** No answer, but a connection that broke or was refused. */
    static final int BROKEN = 0;

    private final AtomicInteger attempts = new AtomicInteger();
    private final Map<String, Set<UUID>> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Queue<Long> nanosToAnswer = new ConcurrentLinkedQueue<>();

    void sent() {
        attempts.incrementAndGet();
    }

    void answered(int status, long nanos) {
        nanosToAnswer.add(nanos);
        answers.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
    }

    void acknowledged(String key, UUID job) {
        acknowledged.computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet()).add(job);
    }

    int attempts() {
        return attempts.get();
    }

    int acknowledged() {
        return acknowledged.size();
    }

    Set<UUID> jobs() {
        Set<UUID> jobs = ConcurrentHashMap.newKeySet();
        acknowledged.values().forEach(jobs::addAll);
        return jobs;
    }

    /** Keys that were acknowledged with more than one job. */
    int ambiguous() {
        return (int)
                acknowledged.values().stream().filter(jobs -> jobs.size() > 1).count();
    }

    /** How often each status was answered. */
    Map<Integer, Integer> answers() {
        var counts = new TreeMap<Integer, Integer>();
        answers.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }

    /** How long the slowest of a hundred requests took, in seconds. */
    double slowestOfAHundred() {
        var sorted = nanosToAnswer.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * 0.99)) / 1e9;
    }

    int answersOtherThan(Collection<Integer> statuses) {
        return answers().entrySet().stream()
                .filter(answer -> !statuses.contains(answer.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
