package io.dromedary;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of beans on the real database, broker and object store. All such tests share one context, in which no route
 * dispatches or works: whatever happens to a job, the test did it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "dromedary.roles=watch",
            "dromedary.api-key=a-key-for-tests-only",
            "dromedary.intake.max-size=1MB",
            "dromedary.job.backoff=10s",
            // Housekeeping is done by the tests too.
            "dromedary.job.expiry=1h",
            "dromedary.retention.interval=1h",
            "dromedary.reconcile.interval=1h"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import(Ledger.class)
public @interface WithLedger {}
