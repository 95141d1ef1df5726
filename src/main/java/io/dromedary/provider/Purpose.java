package io.dromedary.provider;

/** What a text is embedded for. */
public enum Purpose {
    DOCUMENT,
    QUERY
}
