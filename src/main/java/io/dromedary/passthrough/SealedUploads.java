package io.dromedary.passthrough;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.MemoryFolder;
import io.dromedary.job.Claim;
import io.dromedary.webhook.SecretSeal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Uploads that only their job can read. Each is encrypted under a key of its own, which lies sealed in the ledger until
 * the job is over and nowhere else: once it is gone, no copy of the object is of any use. Thread-safe.
 */
@Component
public class SealedUploads {

    private final JdbcClient jdbc;
    private final SecretSeal seal;
    private final PassthroughProperties properties;
    private final ObjectMapper json;
    private final MemoryFolder memory;
    private final boolean works;
    private final SecureRandom random = new SecureRandom();

    SealedUploads(
            JdbcClient jdbc,
            SecretSeal seal,
            PassthroughProperties properties,
            ObjectMapper json,
            MemoryFolder memory,
            @Value("${dromedary.roles}") Set<String> roles) {
        this.jdbc = jdbc;
        this.seal = seal;
        this.properties = properties;
        this.json = json;
        this.memory = memory;
        this.works = roles.contains("work");
    }

    /**
     * Begins to take an upload.
     *
     * @throws Failure.Permanent {@link ErrorCode#OPTION_UNAVAILABLE} where no key is configured, or the same process
     *     would have to read the document from a disk
     */
    public Sealing begin(String objectKey) {
        if (works && !memory.isThere()) {
            throw new Failure.Permanent(
                    ErrorCode.OPTION_UNAVAILABLE, "X-Passthrough needs a folder in memory, which this machine has not");
        }
        DocumentKey key = DocumentKey.random(random);
        return new Sealing(objectKey, key, seal.seal(objectKey, key.bytes()), properties.keep(), this::write);
    }

    /**
     * The original in plain, whatever its job.
     *
     * @param original as the object store yields it; closed with what is returned
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when the job is over, and the key with it
     */
    public InputStream open(Claim claim, InputStream original) {
        if (!claim.passthrough()) {
            return original;
        }
        try {
            return key(claim).decrypt(original, claim.objectKey());
        } catch (IOException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The original broke off", e);
        }
    }

    /** A hash of content of which nothing may be kept, as it may be kept: nobody can try guesses on it. */
    public byte[] blind(byte[] hash) {
        return seal.blind(hash);
    }

    Notes notes(Claim claim) {
        byte[] notes = jdbc.sql("select notes from passthrough where job_id = :job and ended_at is null")
                .param("job", claim.jobId())
                .query(byte[].class)
                .optional()
                .orElseThrow(() -> over(claim));
        return read(key(claim).decrypt(notes, notesContext(claim.objectKey())));
    }

    private DocumentKey key(Claim claim) {
        byte[] sealed = jdbc.sql("select sealed_key from passthrough where job_id = :job and ended_at is null")
                .param("job", claim.jobId())
                .query(byte[].class)
                .optional()
                .orElseThrow(() -> over(claim));
        return DocumentKey.of(seal.open(claim.objectKey(), sealed));
    }

    static Failure over(Claim claim) {
        return new Failure.Permanent(ErrorCode.LEASE_LOST, "Job %s is over".formatted(claim.jobId()));
    }

    static String notesContext(String objectKey) {
        return objectKey + "#notes";
    }

    private byte[] write(Notes notes) {
        try {
            return json.writeValueAsBytes(notes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Two strings are always JSON", e);
        }
    }

    private Notes read(byte[] notes) {
        try {
            return json.readValue(notes, Notes.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
