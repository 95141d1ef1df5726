package io.dromedary.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a client wants to be known of a document: a flat JSON object of texts, numbers and truth values, for instance
 * {@code {"department":"law","pages":12,"signed":"2026-01-31","draft":false}}. Nothing here means anything to the
 * service.
 */
public final class Metadata {

    private static final int MAX_BYTES = 4_096;
    private static final int MAX_NAMES = 32;
    private static final int MAX_TEXT = 500;
    private static final int MAX_DIGITS = 30;

    /** Letters and digits of any script. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_.-]{1,64}");

    /** What no database stores as text, and what only confuses those who read it. */
    private static final Pattern UNWANTED = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectReader READER = JSON.reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Metadata() {}

    /**
     * The one spelling of an object: no spaces, names in order, numbers without exponent and trailing zeros.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for anything but such an object, with at most
     *     {@value #MAX_NAMES} names and {@value #MAX_BYTES} bytes
     */
    public static String canonical(String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid("has %d bytes at most".formatted(MAX_BYTES));
        }
        if (!(read(value) instanceof ObjectNode object) || object.size() > MAX_NAMES) {
            throw invalid("is a JSON object of %d names at most".formatted(MAX_NAMES));
        }
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(entry -> sorted.put(name(entry.getKey()), value(entry.getValue())));
        try {
            return JSON.writeValueAsString(sorted);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read can be written", e);
        }
    }

    private static JsonNode read(String value) {
        try {
            return READER.readTree(value);
        } catch (JsonProcessingException e) {
            // Jackson's words would repeat what stands there.
            throw invalid("is no JSON, or has a name twice");
        }
    }

    /**
     * Demands a name that metadata can have.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    public static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("has names of 1 to 64 letters, digits, full stops, hyphens and underscores");
        }
        return name;
    }

    /**
     * Demands a value that metadata can have, in its one spelling.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    public static JsonNode value(JsonNode value) {
        if (value.isNumber()) {
            return number(value.decimalValue());
        }
        if (value.isBoolean() || (value.isTextual() && isText(value.textValue()))) {
            return value;
        }
        throw invalid("has values that are numbers, true, false, or texts of %d visible characters at most"
                .formatted(MAX_TEXT));
    }

    private static boolean isText(String text) {
        return text.codePointCount(0, text.length()) <= MAX_TEXT
                && !UNWANTED.matcher(text).find();
    }

    private static JsonNode number(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.precision() > MAX_DIGITS || Math.abs(plain.scale()) > MAX_DIGITS) {
            throw invalid("has numbers of %d digits at most".formatted(MAX_DIGITS));
        }
        return DecimalNode.valueOf(plain.scale() < 0 ? plain.setScale(0) : plain);
    }

    private static Failure invalid(String rule) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, "Metadata " + rule);
    }
}
