package io.dromedary.faults;

import io.dromedary.faults.Halts.Step;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Processes that are killed between the answer of a receiver and the record of it. */
@WithCluster
class WebhookFaults {

    private static final int TENANTS = 5;
    private static final Step RECORD = new Step("deliver", "deliveryOutcomes.answered:before");

    /** W-9, and a step of Q-2: whoever was told hears it again, by the same id and in the same words. */
    @Test
    void everyEventIsDeliveredUnderOneIdAndInTheSameWords(Cluster cluster, Table table) throws Exception {
        int most = Form.count("webhook-kills", 1, 50);
        var client = new Client(cluster.intake().api(), TENANTS);
        try (var receiver = new Receiver()) {
            receiver.register(client);
            int kills = Halts.at(List.of(RECORD), most, cluster, client).getOrDefault(RECORD, 0);
            cluster.restore();
            client.awaitUploads();
            Verdict verdict = Verdict.whenDrained(cluster, client);
            Awaitility.await("all deliveries over")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> ids(cluster, client, "d.status = 'waiting'").isEmpty());
            Set<String> events = ids(cluster, client, "true");
            int undelivered = events.size()
                    - ids(cluster, client, "d.status = 'delivered'").size();
            int untold = client.journal().acknowledged() - events.size();
            int unheard = (int)
                    events.stream().filter(id -> !receiver.ids().contains(id)).count();
            int unknown = (int)
                    receiver.ids().stream().filter(id -> !events.contains(id)).count();
            Row row = verdict.row(
                    "W-9",
                    "%d kills when a webhook is answered and before that is recorded".formatted(kills),
                    List.of(),
                    0,
                    "%d events, %d requests; %d ids came more than once, with another body %d"
                            .formatted(events.size(), receiver.requests(), receiver.repeated(), receiver.differing()));
            table.expectNothingLostOrDoubled(row.with(
                    undelivered + unheard + Math.max(0, untold),
                    receiver.differing() + unknown + Math.max(0, -untold)));
        }
    }

    /** The ids that receivers know events by. */
    private static Set<String> ids(Cluster cluster, Client client, String condition) {
        return cluster.services()
                .ledger()
                .sql("""
                        select 'msg_' || replace(event_id::text, '-', '') from webhook_delivery d
                        join tenant on tenant.id = d.tenant_id where name in (:tenants) and
                        """ + condition)
                .param("tenants", client.tenants())
                .query(String.class)
                .set();
    }
}
