package io.dromedary.webhook;

import io.dromedary.ledger.AcrossTenants;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Decides which deliveries are sent next, so that slow receivers do not hold up the others. An endpoint that failed
 * last time is tried with one delivery at a time, and only while a quarter of the slots is free; a second delivery to
 * one endpoint is sent only while half of them are. So whatever hangs, the first delivery to a sound endpoint finds a
 * slot.
 */
@Component
public class DueDeliveries {

    private final JdbcClient jdbc;
    private final WebhookProperties properties;

    /** The deliveries that this process is sending. */
    private final AtomicInteger inUse = new AtomicInteger();

    DueDeliveries(JdbcClient jdbc, WebhookProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /**
     * Takes what is due, as far as slots are free. Any number of processes may call it at once: rows that another one
     * takes are skipped. What a dead process was sending is due again when its lease ends. Uses the indexes
     * {@code webhook_delivery_due} and {@code webhook_delivery_sending}.
     *
     * @return each to be sent once, and then to be given back
     */
    @AcrossTenants
    public List<Delivery> take() {
        int free = properties.slots() - inUse.get();
        if (free <= 0) {
            return List.of();
        }
        List<Delivery> taken = take(free);
        inUse.addAndGet(taken.size());
        return taken;
    }

    /** Frees the slot of a delivery, however it ended. */
    public void giveBack() {
        inUse.decrementAndGet();
    }

    private List<Delivery> take(int free) {
        return jdbc.sql("""
                        with busy as materialized (
                            select endpoint_id, count(*) as deliveries
                            from webhook_delivery where sending and due_at > now() group by endpoint_id),
                        waiting as (
                            select head.id, head.due_at, coalesce(busy.deliveries, 0) + head.place as place,
                                   case when e.failures > 0 then 2
                                        when coalesce(busy.deliveries, 0) + head.place > 1 then 1 else 0 end as class
                            from webhook_endpoint e left join busy on busy.endpoint_id = e.id
                            cross join lateral (
                                select id, due_at, row_number() over (order by due_at) as place
                                from webhook_delivery where endpoint_id = e.id and due_at <= now()
                                order by due_at
                                limit greatest(case when e.failures > 0 then 1 else :perEndpoint end
                                               - coalesce(busy.deliveries, 0), 0)) as head
                            where e.disabled_at is null),
                        turn as (
                            select id, class, row_number() over (order by class, place, due_at) as turn from waiting),
                        taken as (
                            select d.id from webhook_delivery d join turn using (id)
                            where turn.turn <= :free - case class when 0 then 0 when 1 then :half else :quarter end
                              and d.due_at <= now()
                            for update of d skip locked),
                        sent as (
                            update webhook_delivery d
                            set sending = true, attempt = d.attempt + 1, tries = d.tries + 1,
                                due_at = now() + make_interval(secs => :lease)
                            from taken where d.id = taken.id
                            returning d.id, d.tenant_id, d.endpoint_id, d.event_id, d.attempt, d.tries)
                        select sent.*, e.url, e.registered, event.payload,
                               floor(extract(epoch from now()))::bigint as sent_at
                        from sent join webhook_endpoint e on e.id = sent.endpoint_id
                        join webhook_event event on event.id = sent.event_id""")
                .param("perEndpoint", properties.perEndpoint())
                .param("free", free)
                .param("half", properties.slots() / 2)
                .param("quarter", properties.slots() / 4)
                .param("lease", properties.lease().toSeconds())
                .query((row, n) -> new Delivery(
                        row.getObject("id", UUID.class),
                        new Receiver(
                                row.getObject("tenant_id", UUID.class),
                                row.getObject("endpoint_id", UUID.class),
                                row.getBoolean("registered"),
                                row.getString("url")),
                        row.getObject("event_id", UUID.class),
                        row.getInt("attempt"),
                        row.getInt("tries"),
                        row.getLong("sent_at"),
                        row.getString("payload")))
                .list();
    }
}
