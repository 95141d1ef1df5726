package io.dromedary.webhook;

import io.dromedary.AcrossTenantsInTests;
import io.dromedary.Ledger;
import io.dromedary.OwnPlaces;
import io.dromedary.Requests;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of webhooks on the real database, with receivers on loopback, which this context may call. All such tests
 * share it; nothing dispatches or works, so whatever happens to a job, the test did it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.roles=intake,deliver",
            "dromedary.api-key=" + Requests.DEFAULT_KEY,
            "dromedary.admin-key=" + Requests.ADMIN_KEY,
            "dromedary.secret-key=a-secret-key-for-tests-of-webhooks-only",
            "dromedary.rate.requests-per-minute=100000",
            "dromedary.egress.allowed-subnets=127.0.0.1/32",
            "dromedary.egress.deadline=3s",
            "dromedary.webhook.poll=50ms",
            "management.server.port=0",
            // Hundreds of deliveries at once on a machine that is busy.
            "spring.datasource.hikari.connection-timeout=60000"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import({Ledger.class, Requests.class, WebhookWorld.class})
@interface WithWebhooks {}
