package io.dromedary.extract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFTextBox;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;

/** Small documents of the formats that are archives. */
final class OfficeFiles {

    private OfficeFiles() {}

    static byte[] docx() throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            CTStyle style = CTStyle.Factory.newInstance();
            style.setStyleId("Heading1");
            style.addNewName().setVal("heading 1");
            document.createStyles().addStyle(new XWPFStyle(style));
            var heading = document.createParagraph();
            heading.setStyle("Heading1");
            heading.createRun().setText("Wells");
            document.createParagraph().createRun().setText("Wells are deep.");
            var table = document.createTable(2, 2);
            table.getRow(0).getCell(0).setText("Well");
            table.getRow(0).getCell(1).setText("Depth");
            table.getRow(1).getCell(0).setText("Old");
            table.getRow(1).getCell(1).setText("40 m");
            document.createParagraph().createRun().setText("Bring a rope.");
            return bytes(document::write);
        }
    }

    static byte[] xlsx() throws IOException {
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            var sheet = workbook.createSheet("Rates");
            String[][] rows = {{"Route", "Days"}, {"North", "12"}, {"South", "9"}};
            for (int row = 0; row < rows.length; row++) {
                var cells = sheet.createRow(row);
                for (int cell = 0; cell < rows[row].length; cell++) {
                    cells.createCell(cell).setCellValue(rows[row][cell]);
                }
            }
            return bytes(workbook::write);
        }
    }

    static byte[] pptx() throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            for (String title : new String[] {"Caravans", "Oases"}) {
                XSLFSlide slide = show.createSlide();
                XSLFTextBox heading = slide.createTextBox();
                heading.setText(title);
                XSLFTextBox body = slide.createTextBox();
                body.setText(title + " need water.");
            }
            return bytes(show::write);
        }
    }

    static byte[] epub() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("META-INF/container.xml", """
                <?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
                <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
                </container>""");
        entries.put("book.opf", """
                <?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
                <manifest><item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
                <item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="one"/><itemref idref="two"/></spine></package>""");
        entries.put("two.xhtml", page("<h2>Return</h2><p>They came back.</p>"));
        entries.put("one.xhtml", page("<h1>Journey</h1><p>They <b>left</b> early.</p><ul><li>bread</li></ul>"));
        return epub(entries);
    }

    private static String page(String body) {
        return "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>t</title></head><body>"
                + body + "</body></html>";
    }

    static byte[] epub(Map<String, String> entries) throws IOException {
        return bytes(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                byte[] type = Packages.EPUB.getBytes(StandardCharsets.US_ASCII);
                ZipEntry mimetype = new ZipEntry("mimetype");
                mimetype.setMethod(ZipEntry.STORED);
                mimetype.setSize(type.length);
                CRC32 crc = new CRC32();
                crc.update(type);
                mimetype.setCrc(crc.getValue());
                zip.putNextEntry(mimetype);
                zip.write(type);
                for (Map.Entry<String, String> entry : entries.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    /** With a password, as Office does it. */
    static byte[] encrypted(byte[] document) throws Exception {
        try (POIFSFileSystem container = new POIFSFileSystem()) {
            Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
            encryptor.confirmPassword("secret");
            try (var out = encryptor.getDataStream(container)) {
                out.write(document);
            }
            return bytes(container::writeFilesystem);
        }
    }

    /** Replaces an entry of an archive. */
    static byte[] with(byte[] archive, String name, Content content) throws IOException {
        return bytes(out -> {
            try (var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(archive));
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    if (entry.getName().equals(name)) {
                        content.write(zip);
                    } else {
                        in.transferTo(zip);
                    }
                }
            }
        });
    }

    /** Something that writes itself. */
    @FunctionalInterface
    interface Content {
        void write(java.io.OutputStream out) throws IOException;
    }

    private static byte[] bytes(Content document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.write(bytes);
        return bytes.toByteArray();
    }
}
