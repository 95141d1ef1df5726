/**
 * The ledger of jobs. Whatever is waiting is a row with a due time; whoever works on a job holds a lease and carries
 * its attempt number, without which no write changes anything.
 */
@NullMarked
package io.dromedary.job;

import org.jspecify.annotations.NullMarked;
