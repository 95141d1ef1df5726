package io.dromedary.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dromedary.extract.DirectExtractor;
import io.dromedary.extract.Element;
import io.dromedary.extract.Element.Kind;
import io.dromedary.extract.Extraction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {

    private static final Path GUIDE = Path.of("src/test/resources/text/field-guide.md");

    private final Words words = new Words();

    @ParameterizedTest
    @CsvSource({"16,16", "16,32", "24,24", "40,100", "100,254", "510,510"})
    void cutsARealDocumentIntoExactSlices(int target, int max) {
        List<Element> elements = guide();

        checkSlices(elements, chunks(elements, target, max), max);
    }

    @Test
    void cutsAnythingIntoExactSlices() {
        Random random = new Random(7);
        for (int document = 0; document < 300; document++) {
            List<Element> elements = anything(random);
            int target = 16 + random.nextInt(40);
            int max = target + random.nextInt(60);

            checkSlices(elements, chunks(elements, target, max), max);
        }
    }

    @Test
    void tokenisesEachCharacterOnce() {
        List<Element> elements = guide();

        chunks(elements, 16, 32);

        assertThat(words.seen).containsExactlyElementsOf(texts(elements));
    }

    @Test
    void takesNoMoreElementsThanItNeeds() {
        List<Element> read = new ArrayList<>();
        Iterator<Element> endless = Stream.iterate(0, i -> i + 1)
                .map(i -> new Element(
                        Kind.PARAGRAPH, sentence(12), i * sentence(12).length(), 0, 0, ""))
                .peek(read::add)
                .iterator();
        Iterator<Chunk> chunks = new Chunker(words, new ChunkProperties(16, 32, 60)).chunk(endless);

        assertThat(read).isEmpty();
        assertThat(chunks.next().text()).isEqualTo(sentence(12).strip());
        assertThat(read).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void keepsAParagraphWholeIfItFits() {
        List<Element> elements = document("P:" + sentence(8) + sentence(8), "P:" + sentence(10) + sentence(4));

        assertThat(chunks(elements, 20, 40)).extracting(Chunk::text).containsExactlyElementsOf(stripped(elements));
    }

    @Test
    void cutsALongParagraphBetweenSentences() {
        List<Element> elements = document("P:" + sentence(8).repeat(9));

        assertThat(chunks(elements, 16, 40))
                .hasSizeGreaterThan(3)
                .allSatisfy(chunk -> assertThat(chunk.text()).startsWith("Word").endsWith("."));
    }

    @Test
    void cutsInsideASentenceOnlyIfItIsTooLong() {
        List<Element> whole = document("P:" + sentence(30));
        List<Element> tooLong = document("P:" + sentence(60));

        assertThat(chunks(whole, 16, 31)).hasSize(1);
        assertThat(chunks(tooLong, 16, 31)).hasSizeGreaterThan(2).allSatisfy(chunk -> {
            assertThat(chunk.text()).startsWith("Word").matches("(?s).*(Word|\\.)");
            assertThat(chunk.ids()).hasSizeLessThanOrEqualTo(16);
        });
    }

    @Test
    void cutsTextWithoutCapitalsAfterFullStops() {
        List<Element> elements = document("P:" + "word word 3.5 word word. ".repeat(12));

        assertThat(chunks(elements, 16, 31))
                .hasSizeGreaterThan(3)
                .allSatisfy(chunk -> assertThat(chunk.text()).endsWith("word."));
    }

    @Test
    void cutsAnEndlessWordBetweenTokens() {
        List<Element> elements = document("P:" + "🐪".repeat(50) + "word".repeat(50));

        checkSlices(elements, chunks(elements, 16, 31), 31);
    }

    @Test
    void givesAHeadingToTheTextBelowIt() {
        List<Element> elements =
                document("P:" + sentence(15), "1:Camels", "P:" + sentence(15), "2:Wild ones", "P:" + sentence(15));

        List<Chunk> chunks = chunks(elements, 20, 60);

        assertThat(chunks)
                .extracting(Chunk::headings)
                .containsExactly(List.of(), List.of("Camels"), List.of("Camels", "Wild ones"));
        assertThat(chunks.get(1).text()).startsWith("Camels\n\nWord");
    }

    @Test
    void keepsHeadingsWithoutTextWithTheNextText() {
        List<Chunk> chunks = chunks(document("1:Camels", "2:None", "2:Some", "P:" + sentence(15)), 16, 60);

        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).headings()).containsExactly("Camels", "Some");
    }

    @Test
    void joinsSmallSectionsUnderWhatTheyShare() {
        List<Chunk> chunks = chunks(document("1:FAQ", "2:Who", "P:I.", "2:Why", "P:Yes.", "2:How", "P:So."), 60, 80);

        assertThat(chunks).extracting(Chunk::headings).containsExactly(List.of("FAQ"));
    }

    @Test
    void keepsASmallSectionOutOfTheNextChapter() {
        List<Chunk> chunks = chunks(document("2:Who", "P:I.", "1:End", "P:Bye."), 60, 80);

        assertThat(chunks).extracting(Chunk::headings).containsExactly(List.of("Who"), List.of("End"));
    }

    @Test
    void joinsASmallRestToTheTextBeforeIt() {
        List<Element> elements = document("1:One", "P:" + sentence(15), "P:Rest.", "1:Two", "P:" + sentence(15));

        assertThat(chunks(elements, 20, 40))
                .extracting(Chunk::text)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("One").endsWith("Rest."),
                        text -> assertThat(text).startsWith("Two"));
    }

    @Test
    void keepsRowsAndLinesWhole() {
        for (Kind kind : List.of(Kind.TABLE, Kind.CODE)) {
            String row = "| a. B | c. D |\n";
            List<Element> elements = List.of(new Element(kind, row.repeat(20), 0, 0, 0, ""));

            assertThat(chunks(elements, 30, 40))
                    .hasSizeGreaterThan(2)
                    .allSatisfy(chunk -> assertThat(chunk.text() + "\n").matches("(" + Pattern.quote(row) + ")+"));
        }
    }

    @Test
    void repeatsTheHeadOfATableAboveItsLaterRows() {
        String head = "| key | value |\n| --- | --- |\n";
        String rows = "| aaa | bbb ccc |\n".repeat(12);
        List<Element> elements = new ArrayList<>(document("P:" + sentence(20) + "Wells follow here:"));
        int start = elements.get(0).text().length();
        elements.add(new Element(Kind.TABLE, head + rows, start, 0, 0, ""));

        List<Chunk> chunks = chunks(elements, 50, 60);

        checkSlices(elements, chunks, 60);
        assertThat(chunks).hasSizeGreaterThan(2);
        assertThat(chunks.get(0).header()).isEmpty();
        assertThat(chunks.get(1)).satisfies(first -> {
            assertThat(first.text()).startsWith("| key |");
            assertThat(first.header()).isEqualTo("Wells follow here:");
        });
        assertThat(chunks.subList(2, chunks.size())).allSatisfy(chunk -> {
            assertThat(chunk.text()).startsWith("| aaa |");
            assertThat(chunk.header()).isEqualTo("Wells follow here:\n" + head.strip());
            assertThat(chunk.embeddedText()).isEqualTo(chunk.header() + "\n" + chunk.text());
        });
    }

    @Test
    void repeatsNoHeadThatLeavesNoRoomForRows() {
        String head = "| word |".repeat(10) + "\n";
        List<Element> elements = List.of(new Element(Kind.TABLE, head + "| a | b |\n".repeat(20), 0, 0, 0, ""));

        assertThat(chunks(elements, 30, 40)).extracting(Chunk::header).containsOnly("");
    }

    @Test
    void keepsTheHeadOfATableThatComesInSeveralElements() {
        String part = "| head |\n" + "| a | b |\n".repeat(6);
        List<Element> elements = List.of(
                new Element(Kind.TABLE, part, 0, 0, 0, ""),
                new Element(Kind.TABLE, "| c | d |\n".repeat(12) + "\n", part.length(), 0, 0, ""));

        List<Chunk> chunks = chunks(elements, 30, 40);

        assertThat(chunks.subList(1, chunks.size())).extracting(Chunk::header).containsOnly("| head |");
    }

    @Test
    void groupsChunksIntoPassagesThatEndWithTheirSection() {
        String text = "P:" + sentence(15);
        List<Element> elements = document("1:One", text, text, text, text, text, "1:Two", text, text, text);

        assertThat(chunks(elements, 16, 32)).extracting(Chunk::passage).containsExactly(0, 0, 0, 1, 1, 2, 2, 2);
    }

    @Test
    void tellsTheWhiteSpaceBetweenChunks() {
        List<Element> elements = document("P:" + sentence(15), "P:\u3000 ", "1:One", "P:" + sentence(15));
        String text = String.join("", texts(elements));

        List<Chunk> chunks = chunks(elements, 16, 32);

        assertThat(chunks.get(0).text() + chunks.get(1).gap() + chunks.get(1).text())
                .isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u6C99\u6F20\u306F\u5E83\u3044\u3002\u6C34\u306F\u5C11\u306A\u3044\u3002",
                "\u6C99\u6F20\u5F88\u5927\uFF0C\u6C34\u5F88\u5C11\uFF0C",
                "\u0E17\u0E30\u0E40\u0E25\u0E17\u0E23\u0E32\u0E22\u0E01\u0E27\u0E49\u0E32\u0E07\u0E43\u0E2B\u0E0D\u0E48",
                "\uD83D\uDC2A\uD83C\uDFDC\uFE0F",
                "\u0627\u0644\u0635\u062D\u0631\u0627\u0621 \u0648\u0627\u0633\u0639\u0629\u061F "
            })
    void cutsEveryScriptIntoExactSlices(String text) {
        List<Element> elements = List.of(new Element(Kind.PARAGRAPH, text.repeat(40), 0, 0, 0, ""));

        checkSlices(elements, chunks(elements, 16, 24), 24);
    }

    @Test
    void namesThePagesOfAChunk() {
        List<Element> elements = List.of(
                new Element(Kind.PARAGRAPH, "One.\n\f", 0, 1, 0, ""),
                new Element(Kind.PARAGRAPH, "Two.\n\f", 6, 2, 0, ""),
                new Element(Kind.PARAGRAPH, sentence(20) + "\n\f\n\f", 12, 3, 0, ""));

        assertThat(chunks(elements, 16, 22))
                .extracting(Chunk::firstPage, Chunk::lastPage)
                .containsExactly(tuple(1, 2), tuple(3, 3));
    }

    @Test
    void countsTheSpecialTokens() {
        assertThat(chunks(document("P:Two words."), 100, 254).get(0).tokens()).isEqualTo(4 + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\n", "\f\f"})
    void makesNothingOfNothing(String text) {
        List<Element> elements = text.isEmpty() ? List.of() : List.of(new Element(Kind.PARAGRAPH, text, 0, 1, 0, ""));

        assertThat(chunks(elements, 16, 32)).isEmpty();
    }

    @Test
    void keepsTextThatHasNoTokens() {
        Tokenizer deaf = text -> new Tokens(new int[0], new int[0], new int[0]);
        List<Chunk> chunks = new ArrayList<>();
        new Chunker(deaf, new ChunkProperties(16, 32, 60))
                .chunk(guide().iterator())
                .forEachRemaining(chunks::add);

        checkCoverage(String.join("", texts(guide())), chunks);
    }

    private void checkSlices(List<Element> elements, List<Chunk> chunks, int max) {
        String text = String.join("", texts(elements));
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            assertThat(chunk.ordinal()).isEqualTo(i);
            assertThat(chunk.ids()).hasSizeBetween(1, max);
            assertThat(chunk.ids())
                    .isEqualTo(words.tokenize(chunk.embeddedText()).ids());
            assertThat(chunk.text()).isNotBlank().isEqualTo(chunk.text().strip());
        }
        assertThat(chunks.stream().flatMapToInt(chunk -> Arrays.stream(withoutHeader(chunk))))
                .containsExactlyElementsOf(elements.stream()
                        .flatMapToInt(element ->
                                Arrays.stream(words.tokenize(element.text()).ids()))
                        .boxed()
                        .toList());
        checkCoverage(text, chunks);
    }

    private int[] withoutHeader(Chunk chunk) {
        int header = words.tokenize(chunk.header()).size();
        return Arrays.copyOfRange(chunk.ids(), header, chunk.ids().length);
    }

    /** Each chunk is where it says, and together they are everything but white space, once. */
    private static void checkCoverage(String text, List<Chunk> chunks) {
        int[] codePoints = text.codePoints().toArray();
        BitSet covered = new BitSet();
        for (Chunk chunk : chunks) {
            assertThat(new String(codePoints, chunk.start(), chunk.end() - chunk.start()))
                    .isEqualTo(chunk.text());
            assertThat(covered.get(chunk.start(), chunk.end()).isEmpty()).isTrue();
            covered.set(chunk.start(), chunk.end());
        }
        for (int i = 0; i < codePoints.length; i++) {
            assertThat(covered.get(i) || Character.isWhitespace(codePoints[i])).isTrue();
        }
    }

    private List<Chunk> chunks(List<Element> elements, int target, int max) {
        List<Chunk> chunks = new ArrayList<>();
        new Chunker(words, new ChunkProperties(target, max, 3 * target))
                .chunk(elements.iterator())
                .forEachRemaining(chunks::add);
        return chunks;
    }

    private static List<Element> guide() {
        List<Element> elements = new ArrayList<>();
        try (Extraction extraction = new DirectExtractor(page -> "").open(GUIDE, "text/markdown")) {
            extraction.forEachRemaining(elements::add);
        }
        return elements;
    }

    /** Elements in short: {@code P:} and a paragraph, or a level and a heading. */
    private static List<Element> document(String... parts) {
        List<Element> elements = new ArrayList<>();
        int start = 0;
        for (String part : parts) {
            String text = part.substring(2) + "\n\n";
            boolean heading = part.charAt(0) != 'P';
            elements.add(
                    heading
                            ? new Element(Kind.HEADING, text, start, 0, part.charAt(0) - '0', part.substring(2))
                            : new Element(Kind.PARAGRAPH, text, start, 0, 0, ""));
            start += text.codePointCount(0, text.length());
        }
        return elements;
    }

    private static List<Element> anything(Random random) {
        List<Kind> kinds = List.of(Kind.values());
        String alphabet = "aB1.!?。ー🐪é\u0301 \n\r\t\u00A0|-\uFEFF骆\f  ";
        int[] characters = alphabet.codePoints().toArray();
        List<Element> elements = new ArrayList<>();
        int start = 0;
        for (int count = random.nextInt(12); count >= 0; count--) {
            StringBuilder text = new StringBuilder("x");
            for (int length = random.nextInt(300); length >= 0; length--) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            text.append('\n');
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            int level = kind == Kind.HEADING ? 1 + random.nextInt(6) : 0;
            elements.add(new Element(kind, text.toString(), start, count, level, level == 0 ? "" : "h" + count));
            start += text.codePointCount(0, text.length());
        }
        return elements;
    }

    /** A sentence of so many tokens and a full stop. */
    private static String sentence(int tokens) {
        return "Word ".repeat(tokens - 1).strip() + ". ";
    }

    private static List<String> texts(List<Element> elements) {
        return elements.stream().map(Element::text).toList();
    }

    private static List<String> stripped(List<Element> elements) {
        return texts(elements).stream().map(String::strip).toList();
    }
}
