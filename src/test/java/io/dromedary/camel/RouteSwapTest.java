package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteSwapTest {

    /** What the routes call. */
    public static final class Work {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final AtomicInteger old = new AtomicInteger();
        private final AtomicInteger next = new AtomicInteger();

        public void oldWay() throws InterruptedException {
            begun.countDown();
            mayEnd.await();
            old.incrementAndGet();
        }

        public void newWay() {
            next.incrementAndGet();
        }
    }

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Work work = new Work();
    private final RouteSwap swap = new RouteSwap(camel, new RouteRoles(Set.of("watch")), 20);

    @BeforeEach
    void start() throws Exception {
        camel.disableJMX();
        camel.getRegistry().bind("work", work);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("mem:errors.camel.yaml", """
                        - routeConfiguration:
                            id: try-again-next-time
                            errorHandler:
                              noErrorHandler: {}
                        """));
        camel.start();
    }

    @AfterEach
    void stop() throws IOException {
        work.mayEnd.countDown();
        camel.close();
    }

    private static RouteSource timer(String method) {
        return source("timer:work-often?period=50", "watch", method);
    }

    private static RouteSource source(String from, String group, String method) {
        return new RouteSource("work-often.camel.yaml", """
                - route:
                    id: work-often
                    group: %s
                    description: Work often
                    routeConfigurationId: try-again-next-time
                    from:
                      uri: %s
                      steps:
                        - bean:
                            id: do-work
                            ref: work
                            method: %s
                """.formatted(group, from, method));
    }

    @Test
    void theOldOneEndsWhatItWorksOnWhileTheNewOneWorks() throws Exception {
        swap.put(timer("oldWay"), null);
        assertThat(work.begun.await(20, TimeUnit.SECONDS)).isTrue();
        var swapped = CompletableFuture.runAsync(() -> put(timer("newWay"), timer("oldWay")));
        // The double does, for the old one is busy.
        Awaitility.await().until(() -> work.next.get() > 2);
        assertThat(swapped).isNotDone();
        assertThat(work.old).hasValue(0);

        work.mayEnd.countDown();
        swapped.get(20, TimeUnit.SECONDS);
        assertThat(work.old).hasValue(1);
        assertThat(camel.getRoutes())
                .singleElement()
                .satisfies(route -> assertThat(route.getRouteId()).isEqualTo("work-often"));
        int before = work.next.get();
        Awaitility.await().until(() -> work.next.get() > before);
    }

    @Test
    void oneThatDoesNotStartChangesNothing() throws Exception {
        swap.put(timer("newWay"), null);
        assertThatThrownBy(() -> swap.put(timer("noWay"), timer("newWay"))).isInstanceOf(Exception.class);
        assertThat(camel.getRoutes()).hasSize(1);
        assertThat(camel.getRouteController().getRouteStatus("work-often")).isEqualTo(ServiceStatus.Started);
        int before = work.next.get();
        Awaitility.await().until(() -> work.next.get() > before);
    }

    @Test
    void aPartOfOtherRoutesComesBackWhenTheNewOneDoesNotStart() throws Exception {
        RouteSource good = source("direct:work-often", "work", "newWay");
        swap.put(good, null);
        assertThatThrownBy(() -> swap.put(source("direct:work-often", "work", "noWay"), good))
                .isInstanceOf(Exception.class);
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            template.sendBody("direct:work-often", "");
        }
        assertThat(work.next).hasValue(1);
    }

    @Test
    void oneOfAnotherRoleIsThereButDoesNotRun() throws Exception {
        swap.put(source("timer:work-often?period=50", "deliver", "newWay"), null);
        assertThat(camel.getRouteController().getRouteStatus("work-often")).isEqualTo(ServiceStatus.Stopped);
    }

    @Test
    void oneThatLeavesIsGone() throws Exception {
        swap.put(timer("newWay"), null);
        swap.drop("work-often");
        assertThat(camel.getRoutes()).isEmpty();
        assertThat(camel.getRouteDefinitions()).isEmpty();
    }

    private void put(RouteSource next, RouteSource current) {
        try {
            swap.put(next, current);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
