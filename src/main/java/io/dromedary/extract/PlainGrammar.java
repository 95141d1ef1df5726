package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;

/** Plain text: paragraphs between blank lines, and long lines that are paragraphs of their own. */
final class PlainGrammar implements Grammar {

    private boolean border = true;

    @Override
    public void line(String line, Tiler tiler) {
        if (border && !line.isBlank()) {
            tiler.begin(Kind.PARAGRAPH);
        }
        tiler.add(line);
        border = line.isBlank() || line.length() > WRAPPED;
    }
}
