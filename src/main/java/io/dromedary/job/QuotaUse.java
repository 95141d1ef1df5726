package io.dromedary.job;

import io.dromedary.job.Quota.Period;
import io.dromedary.job.Quota.Resource;
import java.time.Instant;

/**
 * A quota and how far it is used up.
 *
 * @param used in the running period; above the limit when that was lowered
 * @param resetsAt the end of the running period
 */
public record QuotaUse(Resource resource, Period period, long limit, long used, Instant resetsAt) {}
