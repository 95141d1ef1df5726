package io.dromedary.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** A manual rich in text, the same for the same seed: each page has a heading and paragraphs, none of them twice. */
final class Manual {

    private static final List<String> WORDS = List.of(
            ("caravan desert night water station camel well keeper road winter archive ledger bread salt market harbour"
                            + " bridge engine valve pressure copper signal track lantern ticket carriage window garden"
                            + " orchard barrel cheese honey river mill wheel stone quarry tunnel ladder rope anchor sail"
                            + " captain letter parcel stamp printer paper ink shelf clock pendulum spring screw hammer")
                    .split(" ", -1));

    private static final int PARAGRAPHS_A_PAGE = 5;
    private static final int SENTENCES = 5;
    private static final int WORDS_A_SENTENCE = 16;

    private final List<List<String>> pages;

    private Manual(List<List<String>> pages) {
        this.pages = pages;
    }

    /** About 400 words a page. */
    static Manual ofPages(int count, long seed) {
        Random random = new Random(seed);
        return new Manual(IntStream.range(0, count)
                .mapToObj(page -> IntStream.range(0, PARAGRAPHS_A_PAGE)
                        .mapToObj(paragraph -> paragraph(random))
                        .toList())
                .toList());
    }

    private static String paragraph(Random random) {
        return IntStream.range(0, SENTENCES).mapToObj(i -> sentence(random)).collect(Collectors.joining(" "));
    }

    private static String sentence(Random random) {
        String words = IntStream.range(0, WORDS_A_SENTENCE)
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" "));
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1) + ".";
    }

    /** The same with another paragraph in one place. */
    Manual edited(int page, int paragraph, long seed) {
        List<List<String>> changed = new ArrayList<>(pages);
        List<String> paragraphs = new ArrayList<>(changed.get(page));
        paragraphs.set(paragraph, paragraph(new Random(seed)));
        changed.set(page, paragraphs);
        return new Manual(changed);
    }

    byte[] markdown() {
        return IntStream.range(0, pages.size())
                .mapToObj(page -> "## Page " + (page + 1) + "\n\n" + String.join("\n\n", pages.get(page)) + "\n\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    byte[] pdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            for (List<String> paragraphs : pages) {
                write(document, paragraphs);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    private static void write(PDDocument document, List<String> paragraphs) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 9);
            content.setLeading(12);
            content.newLineAtOffset(60, 740);
            for (String paragraph : paragraphs) {
                for (String line : paragraph.split("(?<=\\G.{90}\\S{0,20})\\s", -1)) {
                    content.showText(line);
                    content.newLine();
                }
                content.newLine();
            }
            content.endText();
        }
    }
}
