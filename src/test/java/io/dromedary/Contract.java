package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.regex.Pattern;

/** Holds answers against the OpenAPI document: the status, the media type and the body. */
public final class Contract {

    private static final String LOCATION = "https://dromedary.test/openapi";

    private final ObjectMapper json = new ObjectMapper();
    private final JsonNode document;
    private final JsonSchemaFactory schemas;

    public Contract(String yaml) throws IOException {
        document = new YAMLMapper().readTree(yaml);
        String components = json.createObjectNode()
                .set("components", document.path("components"))
                .toString();
        var dialect = JsonMetaSchema.builder(OpenApi30.getInstance())
                .keyword(new NonValidationKeyword("components"))
                .build();
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V4,
                builder -> builder.metaSchema(dialect)
                        .defaultMetaSchemaIri(dialect.getIri())
                        .schemaLoaders(
                                loaders -> loaders.schemas(location -> location.equals(LOCATION) ? components : null)));
    }

    /** Fails unless the contract has this answer for the operation; unknown operations only answer with problems. */
    public void assertCovers(String method, String path, HttpResponse<String> answer) throws IOException {
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        JsonNode response = response(method, path, answer.statusCode());
        if (response.isMissingNode()) {
            assertThat(answer.statusCode()).as("%s %s", method, path).isIn(404, 405);
            assertThat(type).isEqualTo("application/problem+json");
            assertMatches("/components/schemas/Problem", answer.body());
        } else if (response.path("content").isMissingNode()) {
            assertThat(answer.body()).isEmpty();
        } else {
            assertThat(response.path("content").has(type))
                    .as("%s %s answers %s", method, path, type)
                    .isTrue();
            if (type.endsWith("json")) {
                assertMatches(schemaOf(response, type), answer.body());
            }
        }
    }

    private JsonNode response(String method, String path, int status) {
        JsonNode responses = MissingNode.getInstance();
        for (var operations : document.path("paths").properties()) {
            Pattern template = Pattern.compile(operations.getKey().replaceAll("\\{[^}]+}", "[^/]+"));
            if (template.matcher(path).matches()) {
                responses = operations
                        .getValue()
                        .path(method.toLowerCase(Locale.ROOT))
                        .path("responses");
            }
        }
        return resolved(responses.path(String.valueOf(status)));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static String schemaOf(JsonNode response, String type) {
        return response.path("content")
                .path(type)
                .path("schema")
                .path("$ref")
                .asText()
                .substring(1);
    }

    private void assertMatches(String pointer, String body) throws IOException {
        var schema = schemas.getSchema(
                SchemaLocation.of(LOCATION + "#" + pointer),
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        assertThat(schema.validate(json.readTree(body))).as(body).isEmpty();
    }
}
