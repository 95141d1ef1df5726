package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Reads extractions to their end. */
final class Texts {

    private Texts() {}

    static List<Element> all(Extraction extraction) {
        List<Element> elements = new ArrayList<>();
        extraction.forEachRemaining(elements::add);
        extraction.close();
        return elements;
    }

    /** The extracted text, after a check that the elements lie in it where they say. */
    static String joined(List<Element> elements) {
        StringBuilder text = new StringBuilder();
        for (Element element : elements) {
            assertThat(element.start()).isEqualTo(text.codePointCount(0, text.length()));
            assertThat(element.text()).isNotEmpty();
            text.append(element.text());
        }
        return text.toString();
    }
}
