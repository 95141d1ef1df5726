package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Promise T-1: what belongs to another tenant is answered like what does not exist. Every operation of the contract
 * that takes an id, in its path, its query or its body, is called with an id of another tenant and with an unknown one.
 */
@WithIntake
class TenantsApartIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    @Autowired
    private Requests api;

    private String key = "";
    private String otherKey = "";
    private Map<String, String> foreign = Map.of();

    /** An operation, and the name of an id that it takes. */
    record Operation(
            String method,
            String path,
            String id,
            Place place,
            @Nullable String body) {

        enum Place {
            PATH,
            QUERY,
            BODY
        }

        String path(String value) {
            return switch (place) {
                case PATH -> path.replace("{" + id + "}", value);
                case QUERY -> path + "?" + id + "=" + value;
                case BODY -> path;
            };
        }

        @Nullable
        String body(String value) {
            return body == null ? null : body.replace("THE-ID", value);
        }

        @Override
        public String toString() {
            return "%s %s %s in the %s".formatted(method, path, id, place);
        }
    }

    static List<Operation> operations() throws Exception {
        JsonNode contract = new YAMLMapper()
                .readTree(Path.of("src/main/resources/openapi.yaml").toFile());
        List<Operation> operations = new ArrayList<>();
        contract.path("paths").properties().forEach(path -> {
            for (String method : METHODS) {
                JsonNode operation = path.getValue().path(method);
                if (operation.isObject() && !operation.has("security")) {
                    operations.addAll(inParameters(contract, method, path.getKey(), path.getValue()));
                    operations.addAll(inBody(contract, method, path.getKey(), operation));
                }
            }
        });
        return operations;
    }

    private static List<Operation> inParameters(JsonNode contract, String method, String path, JsonNode item) {
        List<Operation> operations = new ArrayList<>();
        for (JsonNode list : List.of(item.path("parameters"), item.path(method).path("parameters"))) {
            for (JsonNode listed : list) {
                JsonNode parameter = resolved(contract, listed);
                String in = parameter.path("in").asText();
                if (isId(parameter.path("schema")) && !in.equals("header")) {
                    operations.add(new Operation(
                            method.toUpperCase(java.util.Locale.ROOT),
                            path,
                            parameter.path("name").asText(),
                            in.equals("path") ? Operation.Place.PATH : Operation.Place.QUERY,
                            null));
                }
            }
        }
        return operations;
    }

    private static List<Operation> inBody(JsonNode contract, String method, String path, JsonNode operation) {
        List<Operation> operations = new ArrayList<>();
        JsonNode schema = resolved(contract, operation.at("/requestBody/content/application~1json/schema"));
        schema.path("properties").properties().forEach(property -> {
            if (isId(resolved(contract, property.getValue()))) {
                ObjectNode body = JSON.createObjectNode();
                schema.path("required").forEach(name -> body.put(name.asText(), "camels"));
                body.put(property.getKey(), "THE-ID");
                operations.add(new Operation(
                        method.toUpperCase(java.util.Locale.ROOT),
                        path,
                        property.getKey(),
                        Operation.Place.BODY,
                        body.toString()));
            }
        });
        return operations;
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        return node.has("$ref") ? contract.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static boolean isId(JsonNode schema) {
        return schema.path("format").asText().equals("uuid");
    }

    @BeforeEach
    void makeTenants() throws Exception {
        key = api.newKey(api.newTenant("[]")).value();
        otherKey = api.newKey(api.newTenant("[]")).value();
        JsonNode accepted = Requests.json(api.upload(otherKey, "A secret of the other tenant"));
        String erased = Requests.json(api.upload(otherKey, "Another secret"))
                .path("documentId")
                .asText();
        JsonNode erasure = Requests.json(api.call("DELETE", "/v1/documents/" + erased, otherKey, null));
        String endpoint = Requests.json(api.call(
                        "POST", "/v1/webhooks/endpoints", otherKey, "{\"url\":\"https://1.1.1.1/the-other-tenants\"}"))
                .path("id")
                .asText();
        JsonNode tested =
                Requests.json(api.call("POST", "/v1/webhooks/endpoints/" + endpoint + "/test", otherKey, null));
        foreign = Map.of(
                "erasureId", erasure.at("/receipt/erasureId").asText(),
                "jobId", accepted.path("jobId").asText(),
                "documentId", accepted.path("documentId").asText(),
                "endpointId", endpoint,
                "deliveryId", tested.path("deliveryId").asText());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsAnothersIsAnsweredLikeWhatDoesNotExist(Operation operation) throws Exception {
        assertThat(foreign).as("an id of the other tenant").containsKey(operation.id());
        String id = foreign.getOrDefault(operation.id(), "");
        String before = stateOfTheOther();

        HttpResponse<String> answer = call(operation, id);
        HttpResponse<String> unknown = call(operation, UUID.randomUUID().toString());

        assertThat(answer.statusCode()).isEqualTo(unknown.statusCode());
        if (operation.place() == Operation.Place.PATH) {
            assertThat(answer.statusCode()).isEqualTo(404);
        }
        assertThat(answer.body()).isEqualTo(unknown.body());
        assertThat(stateOfTheOther()).as("the other tenant's job").isEqualTo(before);
    }

    private HttpResponse<String> call(Operation operation, String id) throws Exception {
        return api.call(operation.method(), operation.path(id), key, operation.body(id));
    }

    private String stateOfTheOther() throws Exception {
        return Requests.json(api.call("GET", "/v1/jobs/" + foreign.get("jobId"), otherKey, null))
                .path("status")
                .asText();
    }
}
