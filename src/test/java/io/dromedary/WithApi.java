package io.dromedary;

import io.dromedary.camel.SeenHeaders;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of the API over HTTP, with every route running on the real database, broker and object store. All such tests
 * share one context.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.api-key=" + Caller.KEY,
            "dromedary.admin-key=" + Caller.ADMIN_KEY,
            "dromedary.secret-key=a-secret-key-for-tests-of-the-api-only",
            "dromedary.intake.max-size=3MB",
            "dromedary.intake.slow-start=2s",
            "dromedary.intake.purge-keys=1s",
            "dromedary.rate.requests-per-minute=1000000",
            "management.server.port=0"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith({AcrossTenantsInTests.class, ClosedAtTheEnd.class})
@Import({Ledger.class, Caller.class, SeenHeaders.class, StoredObjects.class})
public @interface WithApi {}
