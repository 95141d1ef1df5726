package io.dromedary.passthrough;

import io.dromedary.job.Claim;
import io.dromedary.webhook.Receiver;
import java.time.Instant;
import java.util.Arrays;

/**
 * The result of one attempt as far as it is made. Parts are numbered from one in the order of the document, and what an
 * earlier attempt delivered is not made again. Used by one thread.
 */
public final class Result {

    private final Claim claim;
    private final Receiver receiver;
    private final VectorFormat vectors;
    private final Instant acceptedAt;
    private final int edition;
    private final int received;
    private final byte[] receivedDigest;
    private int made;
    private byte[] digest = ResultDigest.ofNothing();

    /**
     * A result of which nothing is made yet.
     *
     * @param acceptedAt when the job was, which every attempt calls the time of its parts
     * @param edition how often the result was begun anew
     * @param received the parts that the receiver has
     * @param receivedDigest of those
     */
    Result(
            Claim claim,
            Receiver receiver,
            VectorFormat vectors,
            Instant acceptedAt,
            int edition,
            int received,
            byte[] receivedDigest) {
        this.claim = claim;
        this.receiver = receiver;
        this.vectors = vectors;
        this.acceptedAt = acceptedAt;
        this.edition = edition;
        this.received = received;
        this.receivedDigest = receivedDigest.clone();
    }

    Claim claim() {
        return claim;
    }

    Receiver receiver() {
        return receiver;
    }

    VectorFormat vectors() {
        return vectors;
    }

    Instant acceptedAt() {
        return acceptedAt;
    }

    int edition() {
        return edition;
    }

    /** Counts one more part. */
    void add(byte[] part) {
        made++;
        digest = ResultDigest.with(digest, part);
    }

    /** The number of the part made last. */
    int made() {
        return made;
    }

    /** Of all parts made. */
    byte[] digest() {
        return digest.clone();
    }

    /** Whether the receiver has the part made last from an earlier attempt. */
    boolean isReceived() {
        return made <= received;
    }

    /** Whether the parts made are those that the receiver has; to be asked of the last of them. */
    boolean isOther() {
        return made == received && !Arrays.equals(digest, receivedDigest);
    }

    /** What a message is called in every attempt, without a full stop. */
    String messageId(int number) {
        return "msg_%s_%d_%d".formatted(claim.jobId().toString().replace("-", ""), edition, number);
    }
}
