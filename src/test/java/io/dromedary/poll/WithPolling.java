package io.dromedary.poll;

import io.dromedary.AcrossTenantsInTests;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of the pollers on the real database, object store and file system. All such tests share one service, which
 * takes documents in and does not work on them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "dromedary.roles=intake",
            "dromedary.api-key=a-key-for-tests-only",
            "dromedary.intake.max-size=100KB",
            "dromedary.folder.min-age=2s",
            "dromedary.folder.interval=200ms",
            "dromedary.bucket.interval=500ms",
            "dromedary.poll.backoff=500ms",
            "dromedary.poll.lease=20s"
        })
@ContextConfiguration(initializers = PolledPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import(TakenJobs.class)
@interface WithPolling {}
