package io.dromedary.error;

import java.util.Locale;

/**
 * The stable names of everything that can go wrong. They are part of the API: constants are added, never renamed, and
 * {@code docs/errors.md} explains each.
 */
public enum ErrorCode {
    /** The request is malformed: a header, a field or the JSON itself. */
    INVALID_REQUEST(400, "The request is malformed"),
    /** An upload came without {@code Idempotency-Key}. */
    IDEMPOTENCY_KEY_REQUIRED(400, "An idempotency key is required"),
    /** The API key is missing, unknown or revoked. */
    UNAUTHORIZED(401, "A valid API key is required"),
    /** Nothing of that id belongs to the tenant. */
    NOT_FOUND(404, "There is no such resource"),
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    /** The client sends its upload more slowly than the service waits for. */
    UPLOAD_TOO_SLOW(408, "The upload is too slow"),
    /** An operator makes a tenant of a name that is taken. */
    TENANT_EXISTS(409, "There is a tenant of that name"),
    /** An operator wants to stop a route that the request itself needs. */
    ROUTE_NEEDED(409, "The route is needed"),
    /** The document was erased while this version of it was uploaded. */
    DOCUMENT_ERASED(409, "The document was erased meanwhile"),
    /** The job ended before it could be cancelled. */
    JOB_IS_OVER(409, "The job is over"),
    /** The job is no dead letter, or was replayed or discarded before. */
    JOB_NOT_DEAD(409, "The job is not dead"),
    /** Nothing is sent to a webhook endpoint that is disabled. */
    ENDPOINT_DISABLED(409, "The endpoint is disabled"),
    /** The index generation is active, does not lack anything, or lacks too much for what an operator wants of it. */
    GENERATION_STATE(409, "The index generation does not allow that"),
    /** Another index became active while a document was embedded; the job is tried again. */
    GENERATION_CHANGED(409, "The active index changed"),
    /** Another upload with the same idempotency key has not come to its end. */
    IDEMPOTENCY_KEY_IN_USE(409, "An upload with this idempotency key is in progress"),
    /** The original of the document was removed: a newer version took its place, or its job ended without a result. */
    ORIGINAL_GONE(410, "The original is no longer kept"),
    /** The document is larger than the service accepts. */
    DOCUMENT_TOO_LARGE(413, "The document is too large"),
    /** The content is of a type that the service does not read, or not of the type it was declared to be. */
    UNSUPPORTED_TYPE(415, "The document type is not supported"),
    /** The idempotency key was used for other content or other options. */
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    /** The URL leads to where the service does not go. */
    WEBHOOK_URL_FORBIDDEN(422, "The URL is not allowed"),
    /** The tenant has no secret yet to sign what goes to the URL of an upload. */
    WEBHOOK_SECRET_REQUIRED(422, "The tenant has no webhook secret"),
    /** An option that a later release will have. */
    OPTION_UNAVAILABLE(422, "The option is not available"),
    /** The document has no bytes, or no text in them. */
    DOCUMENT_EMPTY(422, "The document is empty"),
    /** The document cannot be read as the type it is. */
    DOCUMENT_CORRUPT(422, "The document is corrupt"),
    /** The document needs a password. */
    DOCUMENT_ENCRYPTED(422, "The document is encrypted"),
    /** The document has pages but no text on them, as a scan has. */
    NO_TEXT_LAYER(422, "The document has no text layer"),
    /** The document is nested too deeply, unpacks to too much, or needs more memory than is allowed. */
    DOCUMENT_TOO_COMPLEX(422, "The document is too complex"),
    /** Reading the document takes longer than is allowed. */
    EXTRACTION_TIMEOUT(422, "The document takes too long to read"),
    /**
     * Some pages of a document could not be read, or some chunks not embedded; its job is completed with the others.
     */
    DEGRADED(422, "Some parts could not be processed"),
    /** The tenant has used up what it may use in this period, or the document needs more than is left. */
    QUOTA_EXCEEDED(429, "The quota is used up"),
    /** The tenant sends requests faster than it may. */
    RATE_LIMITED(429, "Too many requests"),
    /** What was found in a folder is a link, a pipe or a device, or lies behind a link. */
    SOURCE_NOT_A_FILE(422, "The source is not a file"),
    /** A found file or object changed while it was read; it is read again later. Seen in logs only. */
    SOURCE_CHANGED(409, "The source changed"),
    /** A newer attempt, or the end of the job, came before this write. Seen in logs only. */
    LEASE_LOST(409, "The attempt is over"),
    /** The deadline of the job passed before an attempt could begin. */
    DEADLINE_EXCEEDED(504, "The deadline has passed"),
    /** The worker that held the job vanished every time it was tried. */
    WORKER_LOST(500, "The workers of this job vanished"),
    /** A defect of the service. */
    INTERNAL_ERROR(500, "The service failed"),
    /** The service, or the tenant, has as many uploads in progress as it may. */
    TOO_MANY_UPLOADS(503, "Too many uploads are in progress"),
    /** An operator stopped this part of the service. */
    SERVICE_STOPPED(503, "This part of the service is stopped"),
    /** As many requests wait, or as many streams are open, as the process allows. */
    TOO_MANY_FOLLOWERS(503, "Too many requests follow jobs"),
    /** No process could read the document: the one that did has ended, or all were busy. */
    PARSER_UNAVAILABLE(503, "The document reader is unavailable"),
    /** The embedding model or provider did not answer. */
    EMBEDDING_UNAVAILABLE(503, "The embedding model is unavailable"),
    /** The embedding provider has had enough for now, or is down; nothing failed, and jobs wait. */
    PROVIDER_BUSY(503, "The embedding provider takes no requests now"),
    /** The receiver of a passthrough result does not take it; the job waits, at most a day from its acceptance. */
    RECEIVER_UNAVAILABLE(503, "The receiver of the result is unavailable"),
    /** A passthrough result came out differently than in an earlier attempt; all of it is sent again. */
    RESULT_CHANGED(503, "The result came out differently"),
    /** The broker did not confirm a message. */
    BROKER_UNAVAILABLE(503, "The broker is unavailable"),
    /** The object store did not answer. */
    STORE_UNAVAILABLE(503, "The object store is unavailable"),
    /** The polled folder or bucket did not answer. Seen in logs only. */
    SOURCE_UNAVAILABLE(503, "The source is unavailable"),
    /** The database did not answer. */
    DATABASE_UNAVAILABLE(503, "The database is unavailable");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The code on the wire: the constant's name in lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status of an answer that reports this code (RFC 9110). */
    public int status() {
        return status;
    }

    /** The same sentence for every occurrence, as RFC 9457 asks of {@code title}. */
    public String title() {
        return title;
    }
}
