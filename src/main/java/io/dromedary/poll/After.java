package io.dromedary.poll;

/** What becomes of a source once its job exists. */
enum After {
    /** It goes to {@code done/}. */
    MOVE,
    /** It goes away. */
    DELETE
}
