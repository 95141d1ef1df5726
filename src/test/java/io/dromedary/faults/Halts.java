package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Processes that end themselves at named steps, as by {@code kill -9}, as often as is asked and in any order. Of a role
 * that can have two, two are at it: while one starts, the other one works, and takes over what the first one held.
 */
final class Halts {

    private static final int HALTED = 137;
    private static final int FEW = 4;
    private static final int MOST_CALLS = 3;
    private static final Duration HALT_LIMIT = Duration.ofMinutes(4);

    /**
     * Where a process ends.
     *
     * @param role of the process
     * @param point as in {@code chunkWriter.store:after}
     */
    record Step(String role, String point) {}

    private final Cluster cluster;
    private final Random random = new Random();

    /** What is still to be done, by role. */
    private final Map<String, Deque<Step>> open = new HashMap<>();

    /** At which step each process is to end that is at it. */
    private final Map<Member, Step> armed = new HashMap<>();

    private final Map<Step, Integer> deaths = new HashMap<>();

    private Halts(Cluster cluster, List<Step> steps, int times) {
        this.cluster = cluster;
        var all = new ArrayList<Step>();
        Collections.nCopies(times, steps).forEach(all::addAll);
        Collections.shuffle(all, random);
        all.forEach(step ->
                open.computeIfAbsent(step.role(), any -> new ArrayDeque<>()).add(step));
        steps.forEach(step -> deaths.put(step, 0));
    }

    /**
     * Lets processes end so many times at each step, while the client uploads whatever it takes.
     *
     * @return how often they did at each, which is less when the time was over
     */
    static Map<Step, Integer> at(List<Step> steps, int times, Cluster cluster, Client client) throws Exception {
        var halts = new Halts(cluster, steps, times);
        halts.kill(client);
        return halts.deaths;
    }

    private void kill(Client client) throws Exception {
        long begin = System.nanoTime();
        for (String role : List.copyOf(open.keySet())) {
            arm(cluster.named(role));
            if (!role.equals("intake")) {
                arm(cluster.second(role));
            }
        }
        for (long last = begin; !armed.isEmpty() && Form.mayGoOn(begin); ) {
            if (replaceTheDead()) {
                last = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - last))
                    .as(armed::toString)
                    .isLessThan(HALT_LIMIT);
            if (client.pending() < FEW && cluster.unfinished(client) < FEW) {
                client.begin(1);
            }
            // What works takes processors from what starts.
            TimeUnit.MILLISECONDS.sleep(500);
        }
        for (Member member : armed.keySet()) {
            member.kill();
        }
    }

    private boolean replaceTheDead() throws Exception {
        boolean any = false;
        for (Member member : List.copyOf(armed.keySet())) {
            if (!member.isAlive()) {
                assertThat(member.exitCode(HALT_LIMIT)).as(member.tail()).isEqualTo(HALTED);
                deaths.merge(armed.remove(member), 1, Integer::sum);
                arm(member);
                any = true;
            }
        }
        return any;
    }

    /** Starts it to end at the next step; when there is none left, the first of a role is started to stay. */
    private void arm(Member member) throws Exception {
        member.kill();
        Step step = open.getOrDefault(member.role(), new ArrayDeque<>()).poll();
        if (step != null) {
            armed.put(member, step);
            cluster.launchToHalt(member, "%s:%d".formatted(step.point(), 1 + random.nextInt(MOST_CALLS)));
        } else if (member.name().equals(member.role())) {
            cluster.launch(member);
        }
    }
}
