package io.dromedary.camel;

import io.dromedary.extract.PageText;
import java.io.IOException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.springframework.stereotype.Component;

/** Reads a page through the route {@code extract-page}. */
@Component
class CamelPageText implements PageText {

    private final ProducerTemplate template;

    CamelPageText(ProducerTemplate template) {
        this.template = template;
    }

    @Override
    public String text(PDDocument page) throws IOException {
        try {
            return template.requestBody("direct:extract-page", page, String.class);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e;
        }
    }
}
