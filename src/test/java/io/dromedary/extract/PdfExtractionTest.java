package io.dromedary.extract;

import static io.dromedary.extract.Texts.all;
import static io.dromedary.extract.Texts.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Element.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNull;
import org.apache.pdfbox.pdmodel.PDDestinationNameTreeNode;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDNamedDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageXYZDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.text.PDFTextStripper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PdfExtractionTest {

    private static final String PDF = "application/pdf";

    @TempDir
    private Path folder;

    private Path file;
    private final DirectExtractor extractor = new DirectExtractor(page -> new PDFTextStripper().getText(page));

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("document.pdf");
    }

    @Test
    void readsPageByPage() throws IOException {
        write("One camel.", "Two camels.", "Three camels.");
        try (Extraction extraction = extractor.open(file, PDF)) {
            assertThat(extraction.pages()).isZero();
            assertThat(extraction.next()).isEqualTo(new Element(Kind.PARAGRAPH, "One camel.\n\f", 0, 1, 0, ""));
            assertThat(extraction.pages()).isEqualTo(3);
            assertThat(extraction.next()).isEqualTo(new Element(Kind.PARAGRAPH, "Two camels.\n\f", 12, 2, 0, ""));
            assertThat(extraction.next()).isEqualTo(new Element(Kind.PARAGRAPH, "Three camels.\n\f", 25, 3, 0, ""));
            assertThat(extraction.hasNext()).isFalse();
            assertThat(extraction.pages()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 90, 180})
    void readsTheSameTextAsTheWholeDocumentHas(int rotation) throws IOException {
        writeWithInheritance(rotation, "First page.", "", "Third page.");
        try (PDDocument whole = Loader.loadPDF(file.toFile())) {
            String text = joined(all(extractor.open(file, PDF)));

            assertThat(text).matches("(?s)[^\f]+\f\f[^\f]+\f");
            assertThat(text).isEqualToIgnoringWhitespace(new PDFTextStripper().getText(whole));
        }
    }

    @Test
    void countsPagesWithoutText() throws IOException {
        write("", "Second.", "", "Fourth.", "");

        assertThat(all(extractor.open(file, PDF)))
                .extracting(Element::page, Element::text)
                .containsExactly(tuple(2, "\fSecond.\n\f\f"), tuple(4, "Fourth.\n\f\f"));
    }

    @Test
    void findsParagraphsAndListItems() throws IOException {
        write("""
                A paragraph that fills its first line well up to the margin
                and ends here.
                Another one that fills its first line up to the margin.
                It goes on.
                - an item
                2. a second item
                """);

        assertThat(all(extractor.open(file, PDF)))
                .extracting(Element::kind, element -> element.text().strip())
                .containsExactly(
                        tuple(
                                Kind.PARAGRAPH,
                                "A paragraph that fills its first line well up to the margin and ends here."),
                        tuple(Kind.PARAGRAPH, "Another one that fills its first line up to the margin. It goes on."),
                        tuple(Kind.LIST_ITEM, "- an item"),
                        tuple(Kind.LIST_ITEM, "2. a second item"));
    }

    @Test
    void leavesTheFileOpenWhenAPageIsClosed() throws IOException {
        writeWithInheritance(0, "First page.", "Second page.");
        try (PDDocument expected = Loader.loadPDF(file.toFile())) {
            PdfPages pages = PdfPages.open(file);
            PDDocument first = pages.next();
            first.close();
            PDDocument second = pages.next();

            assertThat(second.getPage(0).getMediaBox().getWidth()).isEqualTo(PDRectangle.A5.getWidth());
            assertThat(second.getNumberOfPages()).isEqualTo(1);
            assertThat(new PDFTextStripper().getText(second)).isEqualTo("Second page.\n");
            second.close();
            pages.close();
            assertThat(new PDFTextStripper().getText(expected)).isEqualTo("First page.\nSecond page.\n");
        }
    }

    @Test
    void leavesThePagesOfTheFileAsTheyAre() throws IOException {
        writeWithInheritance(0, "First page.");
        PdfPages pages = PdfPages.open(file);
        try (PDDocument single = pages.next()) {
            COSDictionary parent = single.getPage(0).getCOSObject().getCOSDictionary(COSName.PARENT);

            assertThat(parent).isSameAs(single.getPages().getCOSObject());
            assertThat(pages.document().getPage(0).getCOSObject().containsKey(COSName.RESOURCES))
                    .isFalse();
            assertThat(pages.document().getPage(0).getCOSObject().getCOSDictionary(COSName.PARENT))
                    .isSameAs(pages.document().getPages().getCOSObject());
        }
        pages.close();
    }

    @Test
    void streamsThousandsOfPages() throws IOException {
        String[] texts = new String[3_000];
        Arrays.setAll(texts, page -> "Page " + (page + 1) + " of the caravan.");
        writeWithInheritance(0, texts);
        try (Extraction extraction = extractor.open(file, PDF)) {
            for (int page = 1; page <= texts.length; page++) {
                Element element = extraction.next();

                assertThat(element.page()).isEqualTo(page);
                assertThat(element.text()).isEqualTo(texts[page - 1] + "\n\f");
                assertThat(extraction.pages()).isLessThanOrEqualTo(page + 4);
            }
            assertThat(extraction.hasNext()).isFalse();
        }
    }

    @Test
    void replacesWhatNoDatabaseStores() throws IOException {
        write("x");
        DirectExtractor odd = new DirectExtractor(page -> "a\0b\uD83Dc\uDC2A \uD83D\uDC2A\n");

        assertThat(joined(all(odd.open(file, PDF)))).isEqualTo("a\uFFFDb\uFFFDc\uFFFD 🐪\n\f");
    }

    @Test
    void tellsAnEncryptedDocument() throws IOException {
        protect("owner", "user");
        assertFails(this::read, ErrorCode.DOCUMENT_ENCRYPTED);
    }

    @Test
    void readsADocumentThatIsOnlyProtectedAgainstChanges() throws IOException {
        protect("owner", "");
        assertThat(joined(read())).isEqualTo("Secret.\n\f");
    }

    @Test
    void tellsAScan() throws IOException {
        write("", "");
        assertFails(this::read, ErrorCode.NO_TEXT_LAYER);
    }

    @Test
    void tellsAnEmptyFileAndADocumentWithoutPages() throws IOException {
        Files.createFile(file);
        assertFails(this::read, ErrorCode.DOCUMENT_EMPTY);

        try (PDDocument document = new PDDocument()) {
            document.save(file.toFile());
        }
        assertFails(this::read, ErrorCode.DOCUMENT_EMPTY);
    }

    @Test
    void tellsWhatIsNoPdf() throws IOException {
        Files.writeString(file, "%PDF-1.7\nnothing of the kind\n%%EOF\n");
        assertFails(this::read, ErrorCode.DOCUMENT_CORRUPT);
    }

    @Test
    void neverTakesAPartForTheWhole() throws IOException {
        write("One.", "Two.", "Three.");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 1; length < whole.length - 64; length += 23) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertFails(this::read, ErrorCode.DOCUMENT_CORRUPT);
        }
    }

    @Test
    void leavesOutAndReportsAPageThatIsNotThere() throws IOException {
        writeDamaged(pages -> pages.getCOSArray(COSName.KIDS).set(1, COSNull.NULL));
        Extraction extraction = extractor.open(file, PDF);

        assertThat(all(extraction)).extracting(Element::page).doesNotContain(2).contains(1);
        assertThat(extraction.unreadablePages()).containsExactly(2);
    }

    @Test
    void readsTheOtherPagesWhenOneThrows() throws IOException {
        write("One.", "Two.", "Three.");
        int[] page = {0};
        DirectExtractor odd = new DirectExtractor(single -> {
            if (++page[0] == 2) {
                throw new IllegalStateException("a font");
            }
            return new PDFTextStripper().getText(single);
        });
        Extraction extraction = odd.open(file, PDF);

        assertThat(joined(all(extraction))).isEqualTo("One.\n\f\fThree.\n\f");
        assertThat(extraction.unreadablePages()).containsExactly(2);
    }

    @Test
    void takesHeadingsFromTheOutline() throws IOException {
        write("Preface", "2.1 Old wells\nThey are deep.", "New wells", "No wells");
        try (PDDocument document = Loader.loadPDF(Files.readAllBytes(file))) {
            PDDocumentOutline outline = new PDDocumentOutline();
            document.getDocumentCatalog().setDocumentOutline(outline);
            PDOutlineItem chapter = item("Preface", document.getPage(0));
            outline.addLast(chapter);
            chapter.addLast(item("Old wells", document.getPage(1)));
            chapter.addLast(item("Never printed", document.getPage(1)));
            outline.addLast(item("New wells", counting(2)));
            outline.addLast(item("No wells", named(document, document.getPage(3))));
            document.save(file.toFile());
        }

        assertThat(read())
                .extracting(Element::kind, Element::level, Element::title, Element::page)
                .containsExactly(
                        tuple(Kind.HEADING, 1, "Preface", 1),
                        tuple(Kind.HEADING, 2, "Old wells", 2),
                        tuple(Kind.PARAGRAPH, 0, "", 2),
                        tuple(Kind.HEADING, 1, "New wells", 3),
                        tuple(Kind.HEADING, 1, "No wells", 4));
    }

    private static PDOutlineItem item(String title, PDPage page) {
        return item(title, to(page));
    }

    private static PDOutlineItem item(String title, PDDestination destination) {
        PDOutlineItem item = new PDOutlineItem();
        item.setTitle(title);
        item.setDestination(destination);
        return item;
    }

    private static PDPageDestination to(PDPage page) {
        PDPageDestination destination = new PDPageXYZDestination();
        destination.setPage(page);
        return destination;
    }

    /** By the number of its page, from 0. */
    private static PDPageDestination counting(int page) {
        PDPageDestination destination = new PDPageXYZDestination();
        destination.setPageNumber(page);
        return destination;
    }

    /** By a name that the document explains. */
    private static PDDestination named(PDDocument document, PDPage page) {
        PDDestinationNameTreeNode names = new PDDestinationNameTreeNode();
        names.setNames(Map.of("wells", to(page)));
        PDDocumentNameDictionary dictionary = new PDDocumentNameDictionary(document.getDocumentCatalog());
        dictionary.setDests(names);
        document.getDocumentCatalog().setNames(dictionary);
        return new PDNamedDestination("wells");
    }

    @Test
    void tellsAPageThatCannotBeMadeOut() throws IOException {
        writeDamaged(pages ->
                ((COSDictionary) pages.getCOSArray(COSName.KIDS).getObject(1)).setItem(COSName.TYPE, COSName.FONT));
        assertFails(this::read, ErrorCode.DOCUMENT_CORRUPT);
    }

    @Test
    void blamesTheDocumentForWhatPdfBoxThrows() throws IOException {
        write("One.");
        for (Throwable thrown : List.of(
                new IOException(), new IllegalStateException(new ClassCastException()), new StackOverflowError())) {
            assertFails(() -> all(throwing(thrown).open(file, PDF)), ErrorCode.DOCUMENT_CORRUPT);
        }
    }

    @Test
    void neverBlamesTheDocumentForTheStateOfTheProcess() throws IOException {
        write("One.");
        OutOfMemoryError error = new OutOfMemoryError();
        Failure failure = new Failure.Transient(ErrorCode.INTERNAL_ERROR, "busy");

        assertThatThrownBy(() -> all(throwing(error).open(file, PDF))).isSameAs(error);
        assertThatThrownBy(() -> all(throwing(new IllegalStateException(error)).open(file, PDF)))
                .isSameAs(error);
        assertThatThrownBy(() -> all(throwing(failure).open(file, PDF))).isSameAs(failure);
    }

    private static DirectExtractor throwing(Throwable thrown) {
        return new DirectExtractor(page -> {
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            throw (Error) thrown;
        });
    }

    private List<Element> read() {
        return all(extractor.open(file, PDF));
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private void protect(String owner, String user) throws IOException {
        try (PDDocument document = document("Secret.")) {
            document.protect(new StandardProtectionPolicy(owner, user, new AccessPermission()));
            document.save(file.toFile());
        }
    }

    private void write(String... pages) throws IOException {
        try (PDDocument document = document(pages)) {
            document.save(file.toFile());
        }
    }

    private void writeDamaged(Consumer<COSDictionary> damage) throws IOException {
        try (PDDocument document = document("One.", "Two.")) {
            damage.accept(document.getPages().getCOSObject());
            document.save(file.toFile());
        }
    }

    /** Moves fonts, size and rotation from the pages to the root of the page tree. */
    private void writeWithInheritance(int rotation, String... pages) throws IOException {
        try (PDDocument document = document(pages)) {
            COSDictionary root = document.getPages().getCOSObject();
            root.setItem(COSName.RESOURCES, document.getPage(0).getResources());
            root.setItem(COSName.MEDIA_BOX, PDRectangle.A5);
            root.setInt(COSName.ROTATE, rotation);
            for (PDPage page : document.getPages()) {
                page.getCOSObject().removeItem(COSName.RESOURCES);
                page.getCOSObject().removeItem(COSName.MEDIA_BOX);
            }
            document.save(file.toFile());
        }
    }

    private static PDDocument document(String... pages) throws IOException {
        PDDocument document = new PDDocument();
        PDResources resources = new PDResources();
        PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
        resources.put(COSName.getPDFName("F1"), font);
        for (String text : pages) {
            PDPage page = new PDPage(PDRectangle.A4);
            page.setResources(resources);
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(font, 10);
                content.setLeading(12);
                content.newLineAtOffset(40, 500);
                for (String line : text.lines().toList()) {
                    content.showText(line);
                    content.newLine();
                }
                content.endText();
            }
        }
        return document;
    }
}
