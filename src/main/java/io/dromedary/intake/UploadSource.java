package io.dromedary.intake;

/** A request or a file that holds a document. Nothing of it is read before it is opened, so that it can wait. */
@FunctionalInterface
public interface UploadSource {

    /**
     * Reads up to the document; to be called once.
     *
     * @throws io.dromedary.error.Failure when there is none, or what comes before it is refused
     */
    Upload open();
}
