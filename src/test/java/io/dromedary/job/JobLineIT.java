package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The place that a client is told is the place in which its job is handed out. */
@WithLedger
class JobLineIT {

    private static final int JOBS = 60;

    @Autowired
    private DueJobs due;

    @Autowired
    private JobQueue queue;

    @Autowired
    private JobViews views;

    @Autowired
    private Leases leases;

    @Autowired
    private Ledger ledger;

    @BeforeEach
    void emptyLine() {
        ledger.clearLine();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void placesAreTheOrderInWhichJobsAreHandedOut(long seed) {
        List<UUID> waiting = line(new Random(seed));
        Map<UUID, Long> places = new HashMap<>();
        waiting.forEach(job -> places.put(job, place(job)));

        List<UUID> order = due.handOut(10_000);
        assertThat(order).isNotEmpty().isSubsetOf(waiting);
        List<Long> told = order.stream().map(places::get).toList();
        assertThat(told).isEqualTo(countedTo(order.size()));
    }

    private static List<Long> countedTo(int last) {
        List<Long> numbers = new ArrayList<>();
        for (long number = 1; number <= last; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    /** Tenants of any weight and limit, with some in work; jobs of any priority and age. */
    private List<UUID> line(Random random) {
        List<UUID> tenants = new ArrayList<>();
        for (int weight : new int[] {1, 1, 2, 3, 7}) {
            UUID tenant = ledger.newTenant();
            ledger.share(tenant, weight, random.nextInt(3) == 0 ? 1 + random.nextInt(6) : null);
            for (int i = random.nextInt(4); i > 0; i--) {
                ledger.newJob(tenant);
            }
            tenants.add(tenant);
        }
        due.handOut(10_000).forEach(leases::claim);
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            UUID job =
                    ledger.newJob(tenants.get(random.nextInt(tenants.size()))).jobId();
            // Not on the verge of rising while the test looks at them.
            int age = random.nextInt(4) * 600 + 120 + random.nextInt(300);
            ledger.set(
                    job, "priority = %d, queued_at = now() - interval '%d seconds'".formatted(random.nextInt(3), age));
            jobs.add(job);
        }
        return jobs;
    }

    private long place(UUID job) {
        return Objects.requireNonNull(queue.place(views.of(ledger.job(job))).queue())
                .position();
    }
}
