package io.dromedary.search;

import io.dromedary.chunk.Headings;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.search.SearchResult.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns ranked chunks into hits. Pure. */
final class Hits {

    private Hits() {}

    static List<Hit> each(List<Ranked> ranked) {
        return ranked.stream().map(one -> hit(List.of(one))).toList();
    }

    /**
     * Chunks that follow each other in their document become one hit, with the score and at the rank of the best of
     * them. Its text is still an exact slice.
     */
    static List<Hit> merged(List<Ranked> ranked) {
        List<Ranked> inPlace = new ArrayList<>(ranked);
        inPlace.sort(Comparator.comparing((Ranked one) -> one.chunk().key().documentId())
                .thenComparing(one -> one.chunk().key().ordinal()));
        List<List<Ranked>> runs = new ArrayList<>();
        for (Ranked one : inPlace) {
            List<Ranked> last = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
            if (!last.isEmpty() && follows(last.get(last.size() - 1).chunk(), one.chunk())) {
                last.add(one);
            } else {
                runs.add(new ArrayList<>(List.of(one)));
            }
        }
        Map<Ranked, List<Ranked>> runOf = new LinkedHashMap<>();
        runs.forEach(run -> run.forEach(one -> runOf.put(one, run)));
        return ranked.stream().map(runOf::get).distinct().map(Hits::hit).toList();
    }

    private static boolean follows(PublishedChunk one, PublishedChunk next) {
        return one.key().documentId().equals(next.key().documentId())
                && one.key().ordinal() + 1 == next.key().ordinal()
                && one.end() + next.gap().codePointCount(0, next.gap().length()) == next.start();
    }

    private static Hit hit(List<Ranked> run) {
        PublishedChunk first = run.get(0).chunk();
        PublishedChunk last = run.get(run.size() - 1).chunk();
        StringBuilder text = new StringBuilder(first.text());
        run.stream()
                .skip(1)
                .map(Ranked::chunk)
                .forEach(next -> text.append(next.gap()).append(next.text()));
        float score =
                run.stream().map(Ranked::score).max(Comparator.naturalOrder()).orElse(0f);
        return new Hit(
                first.key().documentId(),
                ChunkIds.of(first.key()),
                text.toString(),
                score,
                first.start(),
                last.end(),
                first.pages().isEmpty()
                        ? List.of()
                        : List.of(first.pages().get(0), last.pages().get(1)),
                run.stream()
                        .map(one -> one.chunk().headings())
                        .reduce(Headings::common)
                        .orElse(List.of()));
    }
}
