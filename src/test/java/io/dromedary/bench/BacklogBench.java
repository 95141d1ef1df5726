package io.dromedary.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the service needs for a backlog of manuals, beside a bare prototype of its stages and beside langchain4j's naive
 * chain, in turns. Each has a process that stays; starting it is not counted, warming up is. The three use the database
 * that the service has started, whose processor time is counted with whoever makes it work. In no build;
 * docs/benchmarks.md says how to run it.
 */
class BacklogBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int NAIVE_TOKENS = Integer.getInteger("bench.naive-tokens", 254);
    /** The naive chain takes the longest. */
    private static final int NAIVE_ROUNDS = Integer.getInteger("bench.naive-rounds", ROUNDS);

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final List<String> OPTIONS = List.of("-Xmx512m");

    @Test
    void compareWithThePrototypeAndTheNaiveChain(@TempDir Path folder) throws Exception {
        Path pdfs = Path.of(System.getProperty("bench.pdfs")).toAbsolutePath();
        Path data = folder.toRealPath().resolve("data");
        List<Round> ours = new ArrayList<>();
        List<Round> bare = new ArrayList<>();
        List<Round> naive = new ArrayList<>();
        try (Service service = Service.start(data, OPTIONS);
                Contender prototype = Contender.start(Prototype.class, OPTIONS, service.databaseUrl());
                Contender chain = Contender.start(
                        NaiveChain.class, OPTIONS, service.databaseUrl(), Integer.toString(NAIVE_TOKENS))) {
            for (int round = 0; round < ROUNDS; round++) {
                String key = service.newTenant();
                ours.add(print(Round.of("service", time(service.pid(), data), () -> {
                    Duration alone = ProcessorTime.alone(service.pid());
                    Duration database = database(data);
                    String said = service.workOff(key, pdfs);
                    return "%s; %.1f s in its own process, %.1f s in the database"
                            .formatted(
                                    said,
                                    seconds(ProcessorTime.alone(service.pid()).minus(alone)),
                                    seconds(database(data).minus(database)));
                })));
                bare.add(print(run(prototype, data, pdfs)));
                if (round < NAIVE_ROUNDS) {
                    naive.add(print(run(chain, data, pdfs)));
                }
            }
        }
        compare("processor time, service to prototype", ours, bare, Round::processorSeconds);
        compare("wall time, service to prototype", ours, bare, Round::wallSeconds);
        compare("processor time, service to naive chain", ours, naive, Round::processorSeconds);
        compare("wall time, service to naive chain", ours, naive, Round::wallSeconds);
        print(
                "wall time to processor time by " + PROCESSORS,
                ours.stream()
                        .mapToDouble(round -> round.wallSeconds() * PROCESSORS / round.processorSeconds())
                        .toArray());
    }

    private static Round run(Contender contender, Path data, Path pdfs) throws Exception {
        return Round.of(contender.name(), time(contender.pid(), data), () -> contender.run(pdfs.toString()));
    }

    private static Supplier<Duration> time(long pid, Path data) {
        return () -> ProcessorTime.of(pid).plus(database(data));
    }

    private static Duration database(Path data) {
        return ProcessorTime.ofProgramsIn(data.resolve("postgresql"));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static Round print(Round round) {
        System.out.println(round);
        return round;
    }

    private static void compare(String what, List<Round> ours, List<Round> theirs, ToDoubleFunction<Round> measure) {
        double[] ratios = new double[theirs.size()];
        Arrays.setAll(
                ratios, round -> measure.applyAsDouble(ours.get(round)) / measure.applyAsDouble(theirs.get(round)));
        print(what, ratios);
    }

    private static void print(String what, double[] ratios) {
        Spread spread = Spread.of(ratios);
        System.out.printf(
                "%-42s median %.2f (%.2f to %.2f), first round %.2f%n",
                what, spread.median(), spread.least(), spread.most(), ratios[0]);
    }
}
