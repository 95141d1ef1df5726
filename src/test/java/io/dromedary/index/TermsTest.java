package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "The camel's NIGHT; the camel s night",
                "evaluates evaluation evaluated; evalua evalua evalua",
                "1234567890 $12.50; 1234567890 12 50",
                "Straße ﬁnden; straße finden",
                "\u6771\u4EAC\u90FD; \u6771\u4EAC \u4EAC\u90FD",
                "\u8336 tea\u8336; \u8336 tea \u8336",
                "\uD55C\uAD6D\uC5B4 \uBB38\uC7A5; \uD55C\uAD6D\uC5B4 \uBB38\uC7A5",
                "e\u0301te\u0301; \u00E9t\u00E9",
                "\uD83D\uDC2A, -- ...; ''"
            })
    void countsWords(String text, String terms) {
        assertThat(String.join(" ", Terms.of(text))).isEqualTo(terms);
    }
}
