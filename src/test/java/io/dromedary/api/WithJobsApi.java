package io.dromedary.api;

import io.dromedary.AcrossTenantsInTests;
import io.dromedary.ClosedAtTheEnd;
import io.dromedary.OwnPlaces;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of the jobs API over real HTTP. All such tests share one service that takes documents but neither hands out
 * nor works: the tests do that, step by step, or start the routes.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "dromedary.roles=intake",
            "dromedary.api-key=a-key-for-tests-only",
            "dromedary.work.slots=1",
            "dromedary.job.lease=5m",
            "dromedary.watch.interval=100ms",
            "dromedary.watch.heartbeat=1s",
            "dromedary.watch.streams=8",
            "dromedary.watch.waits=4"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith({AcrossTenantsInTests.class, ClosedAtTheEnd.class})
@Import({ApiWorld.class, GatedSteps.class})
@interface WithJobsApi {}
