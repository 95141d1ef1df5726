package io.dromedary.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A refusal on the wire (RFC 9457, {@code application/problem+json}).
 *
 * @param type a URI reference that ends in the code
 * @param detail what is wrong this time; absent when nothing more can be said
 * @param code a member of ours: what programs look at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type, String title, int status, @Nullable String detail, String code) {

    /** Details of our own defects stay in the log. */
    public static Problem of(Failure failure) {
        return of(failure.code(), failure.code() == ErrorCode.INTERNAL_ERROR ? null : failure.detail());
    }

    public static Problem of(ErrorCode code, @Nullable String detail) {
        String type = "/problems/" + code.code();
        return new Problem(type, code.title(), code.status(), detail, code.code());
    }
}
