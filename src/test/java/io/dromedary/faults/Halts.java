package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Processes that end themselves at a named step, as by {@code kill -9}, as often as is asked. Of a role that can have
 * two, two are at it: while one starts, the other one works, and takes over what the first one held.
 */
final class Halts {

    private static final int HALTED = 137;
    private static final int FEW = 4;
    private static final int MOST_CALLS = 3;
    private static final Duration HALT_LIMIT = Duration.ofMinutes(4);

    private final Cluster cluster;
    private final String step;
    private final Random random = new Random();
    private final List<Member> victims = new ArrayList<>();
    private int deaths;

    private Halts(Cluster cluster, String step, List<Member> members) {
        this.cluster = cluster;
        this.step = step;
        this.victims.addAll(members);
    }

    /**
     * Lets so many processes end at a step, while the client uploads whatever it takes.
     *
     * @param role of the processes
     * @param step as in {@code chunkWriter.store:after}
     * @return how many did, which is fewer when the time was over
     */
    static int at(String step, String role, int times, Cluster cluster, Client client) throws Exception {
        List<Member> members =
                role.equals("intake") ? List.of(cluster.intake()) : List.of(cluster.named(role), cluster.second(role));
        return new Halts(cluster, step, members.subList(0, Math.min(times, members.size()))).kill(times, client);
    }

    private int kill(int times, Client client) throws Exception {
        long begin = System.nanoTime();
        for (Member victim : victims) {
            victim.kill();
            arm(victim);
        }
        long deadline = System.nanoTime() + HALT_LIMIT.toNanos();
        while (deaths < times && Form.mayGoOn(begin)) {
            int before = deaths;
            for (Member victim : List.copyOf(victims)) {
                if (!victim.isAlive()) {
                    replace(victim, times);
                }
            }
            if (deaths > before) {
                deadline = System.nanoTime() + HALT_LIMIT.toNanos();
            }
            assertThat(System.nanoTime()).as(() -> "no end at " + step).isLessThan(deadline);
            if (client.pending() < FEW && cluster.unfinished(client) < FEW) {
                client.begin(1);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        for (Member victim : victims) {
            victim.kill();
        }
        return deaths;
    }

    private void replace(Member victim, int times) throws Exception {
        assertThat(victim.exitCode(HALT_LIMIT)).as(victim.tail()).isEqualTo(HALTED);
        deaths++;
        if (deaths + victims.size() <= times) {
            arm(victim);
        } else {
            victims.remove(victim);
        }
    }

    private void arm(Member victim) throws Exception {
        cluster.launchToHalt(victim, "%s:%d".formatted(step, 1 + random.nextInt(MOST_CALLS)));
    }
}
