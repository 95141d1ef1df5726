package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {}                                     | {}
             { "b" : 1 , "a" : "x" }               | {"a":"x","b":1}
            {"a":1.50,"b":1e3,"c":-0.0,"d":2E-3}   | {"a":1.5,"b":1000,"c":0,"d":0.002}
            {"a":true,"b":false}                   | {"a":true,"b":false}
            {"a":"\\u00e9 \\"q\\""}                | {"a":"é \\"q\\""}
            {"größe":"","キー":"値","a-b_c.d":"🐪"} | {"a-b_c.d":"🐪","größe":"","キー":"値"}
            {"a":123456789012345678901234567.89}   | {"a":123456789012345678901234567.89}
            """)
    void equalObjectsHaveOneSpelling(String sent, String canonical) {
        assertThat(Metadata.canonical(sent)).isEqualTo(canonical);
        assertThat(Metadata.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"a\"",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":null}",
                "{\"a\":[]}",
                "{\"a\":{}}",
                "{\"\":1}",
                "{\"a b\":1}",
                "{\"a'b\":1}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"line\\nline\"}",
                "{\"a\":NaN}",
                "{\"a\":1e999999}",
                "{\"a\":1e-31}",
                "{\"a\":1234567890123456789012345678901}",
            })
    void anythingButAFlatObjectIsRefused(String sent) {
        assertRefused(sent);
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertThat(Metadata.canonical(object(32, 100))).hasSizeGreaterThan(3_200);
        assertRefused(object(33, 1));
        assertRefused(object(1, 501));
        assertRefused(object(32, 130));
        assertRefused("{\"%s\":1}".formatted("a".repeat(65)));
        assertRefused("{\"a\":1" + " ".repeat(4_096) + "}");
    }

    private static String object(int names, int length) {
        return IntStream.range(0, names)
                .mapToObj(i -> "\"n%d\":\"%s\"".formatted(i, "x".repeat(length)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static void assertRefused(String sent) {
        assertThatThrownBy(() -> Metadata.canonical(sent))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
