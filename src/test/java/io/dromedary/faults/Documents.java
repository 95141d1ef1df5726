package io.dromedary.faults;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts that occur nowhere else, and whose end is known. */
final class Documents {

    static final int SECTIONS = 3;

    /** About every second document is larger, and so lies in the object store; the others lie in the ledger. */
    static final int INLINE_BYTES = 1_200;

    private static final String ASIDE = "Nobody had counted them before. ".repeat(10);

    private Documents() {}

    /** Three sections, hence three chunks, in two batches. */
    static String small(String key) {
        String text = of(key, SECTIONS);
        return Math.floorMod(key.hashCode(), 2) == 0 ? text : text.replaceFirst("In year", ASIDE + "In year");
    }

    /** Three to twelve sections, so that some take longer than others. */
    static String mixed(String key) {
        return of(key, SECTIONS + Math.floorMod(key.hashCode(), 10));
    }

    static String of(String key, int sections) {
        return IntStream.rangeClosed(1, sections)
                .mapToObj(section ->
                        """
                        ## Station %d of %s

                        In year %d the camels of this caravan drank at well %d, and the keeper wrote down every name, \
                        every animal and every debt in the book of the archive. The wells along the northern road \
                        were deep and cold, and whoever came with empty skins waited until night%s.
                        """.formatted(section, key, 900 + section, section, section == sections ? " " + end(key) : ""))
                .collect(Collectors.joining("\n"));
    }

    /** The last words of a document. */
    static String end(String key) {
        return "at the end of " + key;
    }
}
