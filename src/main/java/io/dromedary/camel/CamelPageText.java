package io.dromedary.camel;

import io.dromedary.extract.PageText;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Reads a page through the route {@code extract-page}, in a context that has no other route and no Spring. Belongs to
 * the process that reads documents and ends with it.
 */
public final class CamelPageText implements PageText {

    private static final String ROUTE = "classpath:routes/work/extract-page.camel.yaml";

    private final ProducerTemplate template;

    /** Starts the context. */
    public CamelPageText() throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.disableJMX();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource(ROUTE));
        context.start();
        template = context.createProducerTemplate();
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
