package io.dromedary.job;

import java.math.BigDecimal;

/**
 * What vectors took; texts that the tenant had vectors of took nothing.
 *
 * @param tokens that the model read
 * @param cost at the price that the operator configured
 */
public record EmbeddingCost(long tokens, BigDecimal cost) {

    /** Without the zeros that the ledger pads with, and never as a power of ten. */
    public EmbeddingCost {
        cost = cost.stripTrailingZeros();
        cost = cost.scale() < 0 ? cost.setScale(0) : cost;
    }
}
