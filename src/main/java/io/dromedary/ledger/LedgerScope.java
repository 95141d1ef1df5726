package io.dromedary.ledger;

import java.util.UUID;

/**
 * Whose rows of the ledger the present thread may see and change: those of one tenant, of all, or of nobody, which is
 * where every thread begins. Scopes nest; a transaction keeps the one in which it began.
 */
public final class LedgerScope {

    private static final String NOBODY = "";
    private static final String ALL = "*";

    private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> NOBODY);

    private LedgerScope() {}

    /** What is done in a scope; throws whatever it throws. */
    @FunctionalInterface
    public interface Action<T, X extends Throwable> {
        T run() throws X;
    }

    /** Runs the action with the rows of one tenant in sight. */
    public static <T, X extends Throwable> T ofTenant(UUID tenantId, Action<T, X> action) throws X {
        return within(tenantId.toString(), action);
    }

    /** Runs the action with all rows in sight, for what is nobody's own: dispatching, housekeeping, administration. */
    public static <T, X extends Throwable> T ofAllTenants(Action<T, X> action) throws X {
        return within(ALL, action);
    }

    static <T, X extends Throwable> T ofNobody(Action<T, X> action) throws X {
        return within(NOBODY, action);
    }

    private static <T, X extends Throwable> T within(String scope, Action<T, X> action) throws X {
        String outer = CURRENT.get();
        CURRENT.set(scope);
        try {
            return action.run();
        } finally {
            if (outer.equals(NOBODY)) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** The value of the setting {@code dromedary.tenant}, which the policies of the tables compare with. */
    static String current() {
        return CURRENT.get();
    }
}
