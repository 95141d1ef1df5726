package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.extract.PageText;
import java.util.ServiceLoader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

class ExtractPageTest {

    @Test
    void readsTheTextOfAPage() throws Exception {
        PageText pageText = ServiceLoader.load(PageText.class).findFirst().orElseThrow();
        try (PDDocument page = pageThatSays("Oases are marked on the map.")) {
            assertThat(pageText.text(page)).isEqualToIgnoringWhitespace("Oases are marked on the map.");
        }
    }

    private static PDDocument pageThatSays(String text) throws Exception {
        PDDocument document = new PDDocument();
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
            content.newLineAtOffset(72, 700);
            content.showText(text);
            content.endText();
        }
        return document;
    }
}
