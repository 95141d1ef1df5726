package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReportProgressTest extends WovenRoutes {

    private static final int PATIENCE_MILLIS = 10_000;

    private static final Claim OTHER = new Claim(
            new UUID(0, 9), CLAIM.tenantId(), CLAIM.documentId(), 1, 1, 1, "tests/other", null, "text/plain", 1);

    /** What the route asks the document. */
    public record Document(Progress progress) {}

    @Test
    void writesOnlyTheLatestProgressOfEachJob() {
        for (int chunks = 1; chunks <= 1_000; chunks++) {
            report(CLAIM, chunks);
        }
        report(OTHER, 7);

        verify(leases, timeout(PATIENCE_MILLIS)).report(CLAIM, new Progress(0, 1_000, 0));
        verify(leases, timeout(PATIENCE_MILLIS)).report(OTHER, new Progress(0, 7, 0));
    }

    @Test
    void leavesTheBodyToTheCaller() {
        assertThat(report(CLAIM, 1)).isEqualTo("body");
    }

    private Object report(Claim claim, int chunks) {
        return template.request("direct:report-progress", exchange -> {
                    exchange.setVariable("claim", claim);
                    exchange.setVariable("document", new Document(new Progress(0, chunks, 0)));
                    exchange.getMessage().setBody("body");
                })
                .getMessage()
                .getBody();
    }
}
