package io.dromedary.intake;

/** The type that a document has at its upload, for tests of what comes after. */
public final class Detection {

    private static final MediaTypes TYPES = new MediaTypes();

    private Detection() {}

    /** As for an upload that declares no type. */
    public static String type(byte[] document, String name) {
        byte[] head = java.util.Arrays.copyOf(document, Math.min(document.length, MediaTypes.HEAD_BYTES));
        return TYPES.detect(head, name, null);
    }
}
