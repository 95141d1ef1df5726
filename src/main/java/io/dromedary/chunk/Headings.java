package io.dromedary.chunk;

import java.util.List;

/** Paths of headings, outermost first. */
public final class Headings {

    private Headings() {}

    /** The part that both paths begin with. */
    public static List<String> common(List<String> one, List<String> other) {
        int length = 0;
        while (length < Math.min(one.size(), other.size()) && one.get(length).equals(other.get(length))) {
            length++;
        }
        return one.subList(0, length);
    }
}
