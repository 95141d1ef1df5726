package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/**
 * How far the words of PDFs are those that poppler's pdftotext finds, before and after headers and footers are left
 * out, and which of the lines that are left out may be text after all: those that stand in that form only once. In no
 * build; docs/text-agreement.md says how to run it and what it printed.
 */
class TextAgreement {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final int SHOWN = 12;
    /** As many pages before and behind as the reader looks at. */
    private static final int NEIGHBOURS = 2;

    @Test
    void compareWithPdftotext() throws Exception {
        System.out.println("| Manual | Pages | F1 before | F1 after | Lines left out | Of them only once |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("bench.pdfs")))) {
            for (Path pdf : files.sorted().toList()) {
                compare(pdf);
            }
        }
    }

    private static void compare(Path pdf) throws Exception {
        List<RunningLines.Page> pages = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        try (PdfPages read = PdfPages.open(pdf)) {
            Outline outline = Outline.of(read.document());
            PageGrammar grammar = new PageGrammar();
            Tiler tiler = new Tiler();
            while (read.hasNext()) {
                try (PDDocument page = read.next()) {
                    List<String> lines = PdfExtraction.lines(Storable.of(new PDFTextStripper().getText(page)));
                    grammar.page(lines, read.read(), outline.on(read.read(), read.key()), tiler);
                    pages.add(new RunningLines.Page(read.read(), lines));
                    tiler.add("\f");
                }
            }
            tiler.end();
            while (tiler.hasElement()) {
                whole.append(tiler.take().text());
            }
        }
        StringBuilder body = new StringBuilder();
        new DirectExtractor(page -> new PDFTextStripper().getText(page))
                .open(pdf, "application/pdf")
                .forEachRemaining(element -> body.append(element.text()));
        Map<String, Integer> poppler = words(pdftotext(pdf));
        Map<String, Integer> before = words(whole);
        Map<String, Integer> after = words(body);
        List<String> leftOut = leftOut(pages);
        List<String> once = leftOut.stream()
                .filter(line -> leftOut.stream().filter(line::equals).count() == 1)
                .toList();
        System.out.printf(
                "| %s | %d | %.3f | %.3f | %d | %d |%n",
                pdf.getFileName(), pages.size(), f1(before, poppler), f1(after, poppler), leftOut.size(), once.size());
        if (Boolean.getBoolean("bench.words")) {
            System.out.println("  only here: " + most(less(before, poppler)));
            System.out.println("  only there: " + most(less(poppler, before)));
            System.out.println("  left out once: " + once);
        }
    }

    /** The lines that are left out as headers and footers, their numbers made equal. */
    private static List<String> leftOut(List<RunningLines.Page> pages) {
        List<String> leftOut = new ArrayList<>();
        for (int at = 0; at < pages.size(); at++) {
            RunningLines.Page page = pages.get(at);
            List<RunningLines.Page> neighbours = new ArrayList<>(
                    pages.subList(Math.max(0, at - NEIGHBOURS), Math.min(pages.size(), at + NEIGHBOURS + 1)));
            neighbours.remove(page);
            List<String> lines = new ArrayList<>(page.lines());
            RunningLines.body(page, neighbours).forEach(lines::remove);
            lines.forEach(line -> leftOut.add(line.strip().replaceAll("\\d+|\\b[ivxlc]+\\b", "#")));
        }
        return leftOut;
    }

    private static CharSequence pdftotext(Path pdf) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("pdftotext", "-enc", "UTF-8", pdf.toString(), "-")
                .redirectError(Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }

    private static Map<String, Integer> words(CharSequence text) {
        Map<String, Integer> words = new HashMap<>();
        WORD.matcher(text.toString())
                .results()
                .map(match -> match.group().toLowerCase(Locale.ROOT))
                .forEach(word -> words.merge(word, 1, Integer::sum));
        return words;
    }

    private static double f1(Map<String, Integer> one, Map<String, Integer> other) {
        long common = one.entrySet().stream()
                .mapToLong(word -> Math.min(word.getValue(), other.getOrDefault(word.getKey(), 0)))
                .sum();
        return 2.0 * common / (sum(one) + sum(other));
    }

    private static long sum(Map<String, Integer> words) {
        return words.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** What the first has more often than the second, and by how much. */
    private static Map<String, Integer> less(Map<String, Integer> one, Map<String, Integer> other) {
        return one.entrySet().stream()
                .filter(word -> word.getValue() > other.getOrDefault(word.getKey(), 0))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, word -> word.getValue() - other.getOrDefault(word.getKey(), 0)));
    }

    private static List<String> most(Map<String, Integer> words) {
        return words.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .map(word -> word.getKey() + " " + word.getValue())
                .toList();
    }
}
