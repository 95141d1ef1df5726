package io.dromedary.job;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Words a stack trace without the messages of its exceptions, which may quote the document: the classes, and the lines
 * where they were thrown. Pure.
 */
final class StackText {

    private static final int MAX_FRAMES = 60;
    private static final int MAX_CAUSES = 10;

    private StackText() {}

    static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getName());
        frames(thrown, text);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(thrown);
        Throwable cause = thrown.getCause();
        while (cause != null && seen.add(cause) && seen.size() <= MAX_CAUSES) {
            text.append("\nCaused by: ").append(cause.getClass().getName());
            frames(cause, text);
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static void frames(Throwable thrown, StringBuilder text) {
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
            text.append("\n\tat ").append(frames[i]);
        }
        if (frames.length > MAX_FRAMES) {
            text.append("\n\t... ").append(frames.length - MAX_FRAMES).append(" more");
        }
    }
}
