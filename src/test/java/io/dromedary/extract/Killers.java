package io.dromedary.extract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;

/** Documents that kill, stall or swell a parser that takes them as they are. */
public final class Killers {

    private static final String DOCUMENT_XML = "word/document.xml";
    private static final int DEPTH = 1_000_000;

    private Killers() {}

    /** One of them, by what it does. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Killer(String name, String mediaType, byte[] document) {}

    public static List<Killer> all() throws IOException {
        return List.of(
                new Killer("three pictures of 100,000 x 100,000 pixels", "application/pdf", pdfWithHugeImages("")),
                new Killer("a page of 100 MB of operators", "application/pdf", pdfOfOneLongPage()),
                new Killer("document.xml of 1.2 GB", Packages.DOCX, docx(12_000)),
                new Killer("document.xml of 900 MB, mostly air", Packages.DOCX, docx(9_000)),
                new Killer("shared strings of 900 MB", Packages.XLSX, xlsx(1_800_000)),
                new Killer("a directory of 100,000 entries", Packages.EPUB, archiveOfManyEntries()),
                new Killer("entities that multiply ten times, nine times", Packages.DOCX, docx(laughs())),
                new Killer("the same in a book", Packages.EPUB, OfficeFiles.epub(book(laughs()))),
                new Killer("an entity of 100 kB, named 10,000 times", Packages.DOCX, docx(quadratic())),
                new Killer("the same in a page", "text/html", quadratic().getBytes(StandardCharsets.UTF_8)),
                new Killer("1,000,000 elements in each other", "text/html", text("<div>".repeat(DEPTH))),
                new Killer("1,000,000 groups in each other", "application/rtf", text("{\\rtf1 " + "{".repeat(DEPTH))));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A document of so many blocks of 100 kB. */
    private static byte[] docx(int blocks) throws IOException {
        return OfficeFiles.with(OfficeFiles.docx(), DOCUMENT_XML, out -> {
            out.write(text("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"));
            writeOften(out, " ".repeat(100_000), blocks);
            out.write(text("</w:document>"));
        });
    }

    private static byte[] docx(String xml) throws IOException {
        return OfficeFiles.with(OfficeFiles.docx(), DOCUMENT_XML, out -> out.write(text(xml)));
    }

    private static byte[] xlsx(int strings) throws IOException {
        return OfficeFiles.with(OfficeFiles.xlsx(), "xl/sharedStrings.xml", out -> {
            out.write(text("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"));
            writeOften(out, "<si><t>" + "camel".repeat(100) + "</t></si>", strings);
            out.write(text("</sst>"));
        });
    }

    private static byte[] archiveOfManyEntries() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int entry = 0; entry < 100_000; entry++) {
            entries.put("e" + entry, "");
        }
        return OfficeFiles.epub(entries);
    }

    private static String laughs() {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY l0 \"lol\">");
        for (int level = 1; level < 10; level++) {
            laughs.append("<!ENTITY l%d \"%s\">".formatted(level, ("&l" + (level - 1) + ";").repeat(10)));
        }
        return laughs + "]><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>&l9;</p></body></html>";
    }

    private static String quadratic() {
        return "<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY x \"" + "x".repeat(100_000)
                + "\">]><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>" + "&x;".repeat(10_000)
                + "</p></body></html>";
    }

    static byte[] pdfWithHugeImages(String text) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PDResources resources = new PDResources();
            page.setResources(resources);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                for (int image = 0; image < 3; image++) {
                    COSStream stream = document.getDocument().createCOSStream();
                    stream.setItem(COSName.TYPE, COSName.XOBJECT);
                    stream.setItem(COSName.SUBTYPE, COSName.IMAGE);
                    stream.setInt(COSName.WIDTH, 100_000);
                    stream.setInt(COSName.HEIGHT, 100_000);
                    stream.setInt(COSName.BITS_PER_COMPONENT, 1);
                    stream.setItem(COSName.COLORSPACE, COSName.DEVICEGRAY);
                    try (OutputStream raw = stream.createRawOutputStream()) {
                        raw.write(new byte[40_000]);
                    }
                    stream.setItem(COSName.FILTER, COSName.JBIG2_DECODE);
                    content.drawImage(new PDImageXObject(new PDStream(stream), resources), 10, 10, 100, 100);
                }
                if (!text.isEmpty()) {
                    content.beginText();
                    content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                    content.newLineAtOffset(72, 700);
                    content.showText(text);
                    content.endText();
                }
            }
            var bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    static byte[] pdfOfOneLongPage() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PDStream contents = new PDStream(document);
            try (OutputStream out = contents.createOutputStream(COSName.FLATE_DECODE)) {
                writeOften(out, " q".repeat(5_000), 10_000);
            }
            page.setContents(contents);
            var bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    static void writeOften(OutputStream out, String text, int times) throws IOException {
        byte[] bytes = text(text);
        for (int time = 0; time < times; time++) {
            out.write(bytes);
        }
    }

    static Map<String, String> book(String page) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("META-INF/container.xml", """
                <?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
                <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
                </container>""");
        entries.put("book.opf", """
                <?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
                <manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="one"/></spine></package>""");
        entries.put("one.xhtml", page);
        return entries;
    }
}
