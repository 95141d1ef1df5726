package io.dromedary.deadletter;

import io.dromedary.job.Attempt;
import java.util.List;

/**
 * A dead letter and every attempt that was made.
 *
 * @param attempts in their order
 */
public record Evidence(DeadLetter deadLetter, List<Attempt> attempts) {}
