package io.dromedary.poll;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dromedary.error.Problem;
import java.time.Instant;

/**
 * What lies beside a refused source: a problem (RFC 9457) with two members more.
 *
 * @param source the path where it was found
 * @param refusedAt when
 */
record Refusal(@JsonUnwrapped Problem problem, String source, Instant refusedAt) {}
