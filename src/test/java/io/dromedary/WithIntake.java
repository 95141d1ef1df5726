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
 * A test of the API on the real database, broker and object store. All such tests share one context, in which no route
 * dispatches or works: whatever happens to a job, the test did it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.roles=intake",
            "dromedary.api-key=" + Requests.DEFAULT_KEY,
            "dromedary.admin-key=" + Requests.ADMIN_KEY,
            "dromedary.secret-key=a-secret-key-for-tests-of-intake-only",
            "dromedary.intake.max-uploads=2000",
            "dromedary.rate.requests-per-minute=2000",
            "management.server.port=0",
            // Hundreds of requests at once on a machine that is busy.
            "spring.datasource.hikari.connection-timeout=60000"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import(Requests.class)
public @interface WithIntake {}
