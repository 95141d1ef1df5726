package io.dromedary.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.sax.BodyContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Puts the subject of a message, who wrote it and to whom above its body, and reads body and those attachments that are
 * text or messages themselves. One that is damaged, or of another type, is left out: the message is what was sent in.
 */
final class Attachments implements EmbeddedDocumentExtractor {

    static final String MESSAGE = "message/rfc822";

    private static final Set<String> TEXTS = Set.of("text/plain", "text/csv");
    private static final int DEEPEST = 5;

    private static final Map<String, Supplier<Parser>> PARSERS = Map.of(
            "text/html",
            JSoupParser::new,
            "application/rtf",
            RTFParser::new,
            "text/rtf",
            RTFParser::new,
            MESSAGE,
            RFC822Parser::new);

    private final ElementHandler handler;
    private final ParseContext context;
    private final Metadata envelope;
    private int depth;
    private boolean opened;

    Attachments(ElementHandler handler, ParseContext context, Metadata envelope) {
        this.handler = handler;
        this.context = context;
        this.envelope = envelope;
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        String type = type(metadata);
        return depth < DEEPEST && (TEXTS.contains(type) || PARSERS.containsKey(type));
    }

    private static String type(Metadata metadata) {
        String type = metadata.get(Metadata.CONTENT_TYPE);
        return type == null ? "" : type.split(";", 2)[0].strip();
    }

    @Override
    public void parseEmbedded(
            InputStream content, @Nullable ContentHandler ignored, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        open();
        Supplier<Parser> parser = PARSERS.get(type(metadata));
        if (parser == null) {
            handler.text(new String(content.readAllBytes(), charset(metadata)));
            return;
        }
        depth++;
        try {
            parser.get().parse(content, new BodyContentHandler(handler), metadata, context);
        } catch (TikaException e) {
            handler.rethrow();
        } finally {
            depth--;
        }
    }

    private static Charset charset(Metadata metadata) {
        String name = metadata.get(Metadata.CONTENT_ENCODING);
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Writes the envelope, once. */
    void open() {
        if (!opened) {
            opened = true;
            String subject = envelope.get(TikaCoreProperties.TITLE);
            handler.heading(1, subject == null ? "" : subject);
            line("From", "Message-From");
            line("To", "Message-To");
            line("Date", TikaCoreProperties.CREATED.getName());
        }
    }

    private void line(String label, String key) {
        String[] values = envelope.getValues(key);
        if (values.length > 0) {
            handler.paragraph(label + ": " + String.join(", ", values));
        }
    }
}
