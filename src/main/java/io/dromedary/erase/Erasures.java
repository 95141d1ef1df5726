package io.dromedary.erase;

import io.dromedary.erase.Receipt.SignedReceipt;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.ErasedNames;
import io.dromedary.job.ListQuery;
import io.dromedary.ledger.AcrossTenants;
import io.dromedary.store.ObjectRemovals;
import io.dromedary.tenant.Tenant;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Erases at the wish of clients and operators, and tells what became of it. From the moment that a method returns, no
 * search returns the erased. Safe to repeat: what was erased already is answered with its receipt. Thread-safe.
 */
@Component
public class Erasures {

    private static final int TRIES = 5;

    private final DocumentErasure documents;
    private final TenantErasure tenants;
    private final ErasureLedger ledger;
    private final Remains remains;
    private final ReceiptKey key;
    private final ObjectRemovals removals;
    private final JdbcClient jdbc;
    private final Clock clock = Clock.systemUTC();

    Erasures(
            DocumentErasure documents,
            TenantErasure tenants,
            ErasureLedger ledger,
            Remains remains,
            ReceiptKey key,
            ObjectRemovals removals,
            JdbcClient jdbc) {
        this.documents = documents;
        this.tenants = tenants;
        this.ledger = ledger;
        this.remains = remains;
        this.key = key;
        this.removals = removals;
        this.jdbc = jdbc;
    }

    /**
     * Erases a document.
     *
     * @param documentId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for what never was the tenant's
     */
    public SignedReceipt erase(Tenant tenant, String documentId) {
        UUID id = parseId(documentId, "document");
        Erasure erasure = remove(tenant.id(), id, Actor.CLIENT);
        return receipt(
                erasure != null ? erasure : ledger.ofDocument(tenant.id(), id).orElseThrow(() -> notFound("document")));
    }

    /**
     * Erases the document of a name.
     *
     * @param query {@code externalId=} and the name; without it nothing is erased
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}, or {@link ErrorCode#NOT_FOUND} for a name that no
     *     document of the tenant ever had
     */
    public SignedReceipt eraseNamed(Tenant tenant, @Nullable String query) {
        String externalId = ListQuery.parse(query, List.of("externalId")).text("externalId");
        if (externalId == null) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "externalId is required");
        }
        UUID id = jdbc.sql("select id from document where tenant_id = :tenant and external_id = :name")
                .param("tenant", tenant.id())
                .param("name", externalId)
                .query(UUID.class)
                .optional()
                .orElse(null);
        Erasure erasure = id == null ? null : remove(tenant.id(), id, Actor.CLIENT);
        return receipt(
                erasure != null
                        ? erasure
                        : ledger.ofName(tenant.id(), ErasedNames.hash(tenant.id(), externalId))
                                .orElseThrow(() -> notFound("document")));
    }

    /** Erases a document without telling of it; null when it is gone already. */
    @Nullable
    Erasure remove(UUID tenantId, UUID documentId, Actor actor) {
        Erasure erasure = persistently(() -> documents.erase(tenantId, documentId, actor));
        if (erasure != null) {
            removals.remove(erasure.objects());
        }
        return erasure;
    }

    /**
     * Erases a tenant.
     *
     * @param name as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    @AcrossTenants
    public SignedReceipt eraseTenant(String name) {
        Erasure erasure = persistently(() -> tenants.erase(name));
        if (erasure == null) {
            throw notFound("tenant");
        }
        removals.remove(erasure.objects());
        return receipt(erasure);
    }

    /** Whoever holds a job and waits for its document, or the other way round, makes the database break one of both. */
    private static @Nullable Erasure persistently(Supplier<@Nullable Erasure> erasure) {
        for (int left = TRIES; ; left--) {
            try {
                return erasure.get();
            } catch (PessimisticLockingFailureException e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
    }

    /**
     * Looks again at an erasure.
     *
     * @param erasureId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    public SignedReceipt show(Tenant tenant, String erasureId) {
        Erasure erasure = ledger.find(parseId(erasureId, "erasure"))
                .filter(found -> found.tenantId().equals(tenant.id()))
                .orElseThrow(() -> notFound("erasure"));
        return signed(erasure);
    }

    /** As {@link #show(Tenant, String)}, for operators: those of all tenants. */
    @AcrossTenants
    public SignedReceipt showAny(String erasureId) {
        return signed(ledger.find(parseId(erasureId, "erasure")).orElseThrow(() -> notFound("erasure")));
    }

    /** As the ledger has it, which knows its time. */
    private SignedReceipt receipt(Erasure erasure) {
        return signed(ledger.find(erasure.id()).orElse(erasure));
    }

    private SignedReceipt signed(Erasure erasure) {
        Receipt receipt = Receipt.of(erasure, remains.of(erasure), clock.instant());
        return new SignedReceipt(receipt, key.sign(receipt));
    }

    private static UUID parseId(String id, String what) {
        try {
            UUID parsed = UUID.fromString(id);
            if (parsed.toString().equalsIgnoreCase(id)) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            // Answered like an id of nothing.
        }
        throw notFound(what);
    }

    private static Failure notFound(String what) {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such " + what);
    }
}
