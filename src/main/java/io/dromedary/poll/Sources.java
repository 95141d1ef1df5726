package io.dromedary.poll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.error.Problem;
import io.dromedary.intake.DocumentIntake;
import io.dromedary.intake.Upload;
import io.dromedary.intake.UploadOptions;
import io.dromedary.intake.UploadSource;
import io.dromedary.job.Accepted;
import io.dromedary.job.Jobs;
import io.dromedary.job.Priority;
import io.dromedary.tenant.Tenant;
import io.dromedary.tenant.Tenants;
import java.time.Instant;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The way of a found document through the gate, step by step. */
@Component
public class Sources {

    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    /** What says nothing about the next source. */
    private static final Set<ErrorCode> OF_ONE_SOURCE = EnumSet.of(ErrorCode.QUOTA_EXCEEDED, ErrorCode.SOURCE_CHANGED);

    private final Tenants tenants;
    private final DocumentIntake intake;
    private final Jobs jobs;
    private final ObjectMapper json;

    Sources(Tenants tenants, DocumentIntake intake, Jobs jobs, ObjectMapper json) {
        this.tenants = tenants;
        this.intake = intake;
        this.jobs = jobs;
        this.json = json;
    }

    /**
     * Whose document it is.
     *
     * @throws Failure.Permanent for an unknown tenant, or a name that no document may have
     */
    public Tenant tenant(Source source) {
        return tenants.require(source.name().tenant());
    }

    /** The document as it is now, for the gate. What is too large is refused before it is read. */
    public UploadSource open(Source source) {
        intake.requireSize(source.length());
        SourceName name = source.name();
        UploadOptions options = new UploadOptions(source.key(), Priority.NORMAL, name.externalId(), name.filename());
        return () -> Upload.of(source.declaredType(), OptionalLong.of(source.length()), source.content(), options);
    }

    /**
     * Sets the source aside. Until it is, finding it again leads to the same job; but what was replaced meanwhile and
     * is found once more becomes the newest version, at the next look.
     */
    public void settle(Source source, Tenant tenant, Accepted accepted) {
        if (accepted.replayed() && jobs.freeSuperseded(tenant.id(), accepted.jobId())) {
            throw new Failure.Transient(ErrorCode.SOURCE_CHANGED, "The document has returned to an earlier content");
        }
        source.setAside();
        LOG.info(
                "Took source {} as job {}{}",
                SourceName.hashed(source.path()),
                accepted.jobId(),
                accepted.replayed() ? ", which was there already" : "");
    }

    /** Sets the source aside with the reason why it is no document. */
    public void refuse(Source source, Throwable thrown) {
        Failure failure = Failures.of(thrown);
        source.refuse(problem(source, failure));
        LOG.warn(
                "Refused source {}: {} ({})",
                SourceName.hashed(source.path()),
                failure.code().code(),
                failure.detail());
    }

    /** Leaves the source where it is, to be tried again after a while: nothing that may pass refuses it for ever. */
    public void postpone(Source source, Throwable thrown) {
        Failure failure = Failures.of(thrown);
        if (OF_ONE_SOURCE.contains(failure.code())) {
            source.postpone();
        }
        String name = SourceName.hashed(source.path());
        if (failure.code() == ErrorCode.INTERNAL_ERROR) {
            LOG.error("Left source {} for later", name, thrown);
        } else {
            LOG.warn("Left source {} for later: {} ({})", name, failure.code().code(), failure.detail());
        }
    }

    private byte[] problem(Source source, Failure failure) {
        try {
            return json.writerWithDefaultPrettyPrinter()
                    .writeValueAsBytes(new Refusal(Problem.of(failure), source.path(), Instant.now()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of texts can be written", e);
        }
    }

    /** Lets go of the source, whatever came of it. */
    public void close(Source source) {
        source.close();
    }
}
