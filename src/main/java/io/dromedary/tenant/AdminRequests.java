package io.dromedary.tenant;

import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Quota;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what operators send. Every method refuses with {@link ErrorCode#INVALID_REQUEST} what is not as described. */
@Component
public class AdminRequests {

    private static final Duration DEFAULT_GRACE = Duration.ofHours(24);
    private static final Duration MAX_GRACE = Duration.ofDays(365);

    private final JsonBody json;

    AdminRequests(JsonBody json) {
        this.json = json;
    }

    private record Quotas(@Nullable List<Quota> quotas) {}

    private record Rotation(@Nullable Long graceSeconds) {}

    public NewTenant newTenant(@Nullable InputStream body) {
        return json.read(body, NewTenant.class);
    }

    /** The list is required, since it replaces what was there; it may be empty. */
    public List<Quota> quotas(@Nullable InputStream body) {
        List<Quota> quotas = json.read(body, Quotas.class).quotas();
        if (quotas == null) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "quotas is required");
        }
        return NewTenant.checked(quotas);
    }

    /** Without a limit when it says none; the weight is required. */
    public TenantShare share(@Nullable InputStream body) {
        return json.read(body, TenantShare.class);
    }

    public Retention retention(@Nullable InputStream body) {
        return json.read(body, Retention.class);
    }

    /** How long the old key stays valid; an empty body asks for the default. */
    public Duration grace(@Nullable InputStream body) {
        Long seconds = json.read(body, Rotation.class).graceSeconds();
        if (seconds == null) {
            return DEFAULT_GRACE;
        }
        if (seconds < 0 || seconds > MAX_GRACE.toSeconds()) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST,
                    "graceSeconds must be between 0 and %d".formatted(MAX_GRACE.toSeconds()));
        }
        return Duration.ofSeconds(seconds);
    }
}
