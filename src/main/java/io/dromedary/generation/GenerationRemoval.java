package io.dromedary.generation;

import io.dromedary.index.Chunks;
import io.dromedary.ledger.AcrossTenants;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes the rows of dropped generations, some documents at a time, and the vectors that nothing else uses. Of several
 * processes one does it at a time; another one goes through all documents again. Safe to repeat.
 */
@Component
public class GenerationRemoval {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationRemoval.class);

    private static final int DOCUMENTS_AT_ONCE = 50;

    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final UUID FIRST = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final Chunks chunks;
    private final TransactionTemplate transaction;
    private final Map<Integer, UUID> places = new ConcurrentHashMap<>();

    GenerationRemoval(JdbcClient jdbc, Chunks chunks, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.chunks = chunks;
        this.transaction = transaction;
    }

    /** Goes on for some seconds, or until nothing is left. */
    @AcrossTenants
    public void remove() {
        long end = System.nanoTime() + ROUND.toNanos();
        for (int generation : dropped()) {
            boolean more = true;
            while (more && System.nanoTime() - end < 0) {
                more = Boolean.TRUE.equals(transaction.execute(status -> removeSome(generation)));
            }
        }
    }

    private List<Integer> dropped() {
        return jdbc.sql("select id from generation where dropped order by id")
                .query(Integer.class)
                .list();
    }

    private record Held(UUID id, UUID tenantId) {}

    /** Whether there is more. */
    private boolean removeSome(int generation) {
        if (!isOurTurn()) {
            return false;
        }
        List<Held> page = documentsAfter(places.getOrDefault(generation, FIRST));
        if (page.isEmpty()) {
            places.remove(generation);
            jdbc.sql("delete from generation where id = :id")
                    .param("id", generation)
                    .update();
            LOG.info("Nothing is left of generation {}", generation);
            return false;
        }
        byTenant(page).forEach((tenant, documents) -> chunks.drop(tenant, documents, generation));
        places.put(generation, page.get(page.size() - 1).id());
        return true;
    }

    private boolean isOurTurn() {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtext('generation_removal'), hashtext(current_schema()))")
                .query(Boolean.class)
                .single();
    }

    /** Uses the primary key. */
    private List<Held> documentsAfter(UUID place) {
        return jdbc.sql("select id, tenant_id from document where id > :place order by id limit :most")
                .param("place", place)
                .param("most", DOCUMENTS_AT_ONCE)
                .query(Held.class)
                .list();
    }

    private static Map<UUID, List<UUID>> byTenant(List<Held> page) {
        return page.stream()
                .collect(Collectors.groupingBy(
                        Held::tenantId, HashMap::new, Collectors.mapping(Held::id, Collectors.toList())));
    }
}
