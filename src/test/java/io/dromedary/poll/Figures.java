package io.dromedary.poll;

import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of a number of dropped sources, for one line of the log. */
record Figures(String what, long attempts, long taken, long refused, long lost, long duplicated, long unexpected) {

    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

    /** What may become of a source. */
    enum Fate {
        /** It has one job and is out of the way. */
        TAKEN,
        /** It lies in {@code refused/} with its problem, and has no job. */
        REFUSED,
        /** It lies where it was, and has no job. */
        LEFT,
        /** It is out of the way, and has no job and no problem. */
        LOST,
        /** It has more than one job. */
        DUPLICATED
    }

    static Figures of(String what, Fate expected, List<Fate> fates) {
        return new Figures(
                what,
                fates.size(),
                Collections.frequency(fates, Fate.TAKEN),
                Collections.frequency(fates, Fate.REFUSED),
                Collections.frequency(fates, Fate.LOST),
                Collections.frequency(fates, Fate.DUPLICATED),
                fates.size() - Collections.frequency(fates, expected));
    }

    /** Prints the line. */
    Figures print() {
        LOG.info(
                "{}: attempts {}, taken {}, refused {}, lost {}, duplicated {}, unexpected {}",
                what,
                attempts,
                taken,
                refused,
                lost,
                duplicated,
                unexpected);
        return this;
    }
}
