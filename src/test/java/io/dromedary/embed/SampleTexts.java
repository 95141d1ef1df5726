package io.dromedary.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts of every length that the model reads, the same in each run. */
final class SampleTexts {

    private static final List<String> WORDS =
            List.of(("The camel crosses a desert with its load of documents ; nobody waits at the oasis , although the"
                            + " Caravanserai opened in 1893 ( see § 4.2 ) and internationalisation costs 12.50 € per"
                            + " kilogramme . Über naïve façades Ångström's wrote: « déjà vu » — don't e-mail"
                            + " ops@example.org ! 東京 メモ한국 Москва ελληνικά שלום 😀 👩‍🚀 ﬁne x²+y² = z² foo_bar();"
                            + " antidisestablishmentarianism NASA's HTTP/1.1 200 OK ...")
                    .split(" "));

    private SampleTexts() {}

    /** {@code count} texts whose lengths grow from about 3 to just below 500 tokens. */
    static List<String> ofGrowingLength(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(words(i, 2 + i * 235 / count));
        }
        return texts;
    }

    static String words(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" "));
    }
}
