package io.dromedary.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the JSON of a request strictly: nothing unknown, nothing behind it, at most 64 kB. Thread-safe. */
@Component
public class JsonBody {

    private static final int MAX_BYTES = 64 * 1024;
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private final ObjectReader json;

    public JsonBody(ObjectMapper mapper) {
        this.json = strict(mapper);
    }

    /** Takes nothing for what it is not: an empty id, say, would search everywhere. */
    private static ObjectReader strict(ObjectMapper mapper) {
        ObjectMapper strict = mapper.copy();
        strict.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        strict.coercionConfigFor(LogicalType.Integer)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        strict.coercionConfigFor(LogicalType.Boolean)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        strict.coercionConfigFor(LogicalType.Enum).setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        strict.coercionConfigFor(LogicalType.OtherScalar)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        return strict.reader()
                .with(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    /**
     * Reads a record. No body at all is an object without members.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}, or what the record's constructor threw
     */
    public <T> T read(@Nullable InputStream body, Class<T> type) {
        try {
            byte[] bytes = body == null ? NOTHING : body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw invalid("The body has more than %d bytes".formatted(MAX_BYTES));
            }
            T value = json.readValue(bytes.length == 0 ? NOTHING : bytes, type);
            if (value == null) {
                throw invalid("The body is not an object");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw e.getCause() instanceof Failure failure ? failure : invalid(what(e));
        } catch (IOException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The request broke off", e);
        }
    }

    /** Names the place; Jackson's own words name our classes. */
    private static String what(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            StringBuilder path = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
            }
            return "%s is not what openapi.yaml describes".formatted(path.substring(1));
        }
        return "The body is not the JSON that openapi.yaml describes";
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
