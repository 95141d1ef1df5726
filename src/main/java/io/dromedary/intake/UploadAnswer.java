package io.dromedary.intake;

import java.util.UUID;

/**
 * What the client of an upload reads, the same however often it is repeated.
 *
 * @param status of the job as it was accepted; where it stands now is to be seen at its own place
 */
public record UploadAnswer(UUID jobId, UUID documentId, String status) {}
