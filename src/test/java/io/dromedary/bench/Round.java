package io.dromedary.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What one contender needed for one round.
 *
 * @param processorSeconds of all its processes
 * @param said what it reports about its work
 */
record Round(String contender, double wallSeconds, double processorSeconds, String said) {

    /** @param processorTime of all the processes that work for the contender, up to now */
    static Round of(String contender, Supplier<Duration> processorTime, Callable<String> work) throws Exception {
        Duration before = processorTime.get();
        long begin = System.nanoTime();
        String said = work.call();
        return new Round(
                contender,
                (System.nanoTime() - begin) / 1e9,
                processorTime.get().minus(before).toNanos() / 1e9,
                said);
    }

    @Override
    public String toString() {
        return "%-14s wall %6.1f s, processor %6.1f s; %s".formatted(contender, wallSeconds, processorSeconds, said);
    }
}
