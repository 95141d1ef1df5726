package io.dromedary.extract;

/** Takes what a reader finds in a document, in order. May wait for whoever uses it. */
interface Sink {

    void element(Element element);

    /** The number of pages read so far; also a sign of life. */
    void pages(int read);

    /** A page that cannot be read, while others can. */
    void unreadable(int page);
}
