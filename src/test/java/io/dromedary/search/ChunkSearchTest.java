package io.dromedary.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.DocumentFilter;
import io.dromedary.index.MetadataCondition.AnyOf;
import io.dromedary.index.MetadataCondition.Numbers;
import io.dromedary.index.MetadataCondition.Times;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;

class ChunkSearchTest {

    private final ObjectMapper mapper = Jackson2ObjectMapperBuilder.json().build();

    @SuppressWarnings("NullAway") // Reading a question asks no index.
    private final ChunkSearch search = new ChunkSearch(null, null, new JsonBody(mapper));

    @Test
    void aQuestionNeedsNoMoreThanItsWords() {
        assertThat(parse("{\"query\": \"camels\"}")).isEqualTo(camels());
        assertThat(parse("{\"query\": \"camels\", \"limit\": null, \"mode\": null, \"documentId\": null}"))
                .isEqualTo(camels());
    }

    @Test
    void readsEveryOption() {
        UUID document = UUID.randomUUID();
        assertThat(parse("""
                {"query": "d\u00fcnen", "limit": 100, "mode": "vector", "documentId": "%s"}""".formatted(document)))
                .isEqualTo(new SearchRequest("d\u00fcnen", 100, SearchMode.VECTOR, filter(document), false));
        assertThat(parse("""
                {"query": "d\u00fcnen", "mode": "keyword", "merge": true, "filter": {"documentIds": ["%s"],
                 "externalIds": ["a", "b", "a"], "mediaTypes": ["text/plain"],
                 "uploadedFrom": "2026-01-01T00:00:00+01:00", "uploadedBefore": "2026-02-01T00:00:00Z"}}""".formatted(document)))
                .isEqualTo(new SearchRequest(
                        "d\u00fcnen",
                        10,
                        SearchMode.KEYWORD,
                        new DocumentFilter(
                                Set.of(document),
                                Set.of("a", "b"),
                                Set.of("text/plain"),
                                Instant.parse("2025-12-31T23:00:00Z"),
                                Instant.parse("2026-02-01T00:00:00Z"),
                                List.of()),
                        true));
    }

    @Test
    void readsConditionsOnMetadata() {
        assertThat(parse("""
                {"query": "camels", "filter": {"metadata": {"a": "x", "b": [1, 1.0, true], "c": {"from": -1.50},
                 "d": {"from": "2026-01-31", "before": "2026-02-01T12:00:00+02:00"}}}}""").filter().metadata())
                .containsExactly(
                        new AnyOf("a", Set.of("\"x\"")),
                        new AnyOf("b", Set.of("1", "true")),
                        new Numbers("c", new BigDecimal("-1.5"), null),
                        new Times("d", Instant.parse("2026-01-31T00:00:00Z"), Instant.parse("2026-02-01T10:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\": null}",
                "{\"a\": []}",
                "{\"a\": [null]}",
                "{\"a\": [[1]]}",
                "{\"a\": {}}",
                "{\"a\": {\"from\": null}}",
                "{\"a\": {\"after\": 1}}",
                "{\"a\": {\"from\": 1, \"to\": 2}}",
                "{\"a\": {\"from\": 1, \"before\": \"2026-01-31\"}}",
                "{\"a\": {\"from\": \"2026-02-30\"}}",
                "{\"a\": {\"from\": \"yesterday\"}}",
                "{\"a\": {\"from\": true}}",
                "{\"a b\": 1}",
                "{\"a\": \"\\u0000\"}",
                "{\"a\": 1e999}",
                "[]",
            })
    void anythingElseAboutMetadataIsRefused(String metadata) {
        assertRefused(() -> parse("{\"query\": \"camels\", \"filter\": {\"metadata\": %s}}".formatted(metadata)));
    }

    private static SearchRequest camels() {
        return new SearchRequest("camels", 10, SearchMode.HYBRID, DocumentFilter.NONE, false);
    }

    private static DocumentFilter filter(UUID document) {
        return new DocumentFilter(Set.of(document), Set.of(), Set.of(), null, null, List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"camels\"",
                "{}",
                "{\"query\": null}",
                "{\"query\": \"\"}",
                "{\"query\": \" \"}",
                "{\"query\": 5}",
                "{\"query\": true}",
                "{\"query\": [\"a\"]}",
                "{\"query\": {}}",
                "{\"query\": \"a\", \"limit\": 0}",
                "{\"query\": \"a\", \"limit\": 101}",
                "{\"query\": \"a\", \"limit\": \"many\"}",
                "{\"query\": \"a\", \"limit\": \"5\"}",
                "{\"query\": \"a\", \"limit\": 5.5}",
                "{\"query\": \"a\", \"limit\": 99999999999}",
                "{\"query\": \"a\", \"mode\": \"magic\"}",
                "{\"query\": \"a\", \"mode\": \"HYBRID\"}",
                "{\"query\": \"a\", \"merge\": 1}",
                "{\"query\": \"a\", \"filter\": {\"documentIds\": []}}",
                "{\"query\": \"a\", \"filter\": {\"documentIds\": [null]}}",
                "{\"query\": \"a\", \"filter\": {\"tenantId\": \"a\"}}",
                "{\"query\": \"a\", \"filter\": {\"uploadedFrom\": \"yesterday\"}}",
                "{\"query\": \"a\", \"filter\": {}, \"documentId\": \"00000000-0000-0000-0000-000000000000\"}",
                "{\"query\": \"a\", \"documentId\": \"first\"}",
                "{\"query\": \"a\", \"documentId\": \"\"}",
                "{\"query\": \"a\", \"tenantId\": \"a\"}",
                "{\"query\": \"a\", \"query\": \"b\"}",
                "{\"query\": \"a\"} {}",
                "{\"query\": \"a\"} x",
                "{\"query\": \"a\"",
                "{'query': 'a'}",
            })
    void refusesWhatTheContractDoesNotDescribe(String body) {
        assertRefused(() -> parse(body));
    }

    @Test
    void readsNoMoreThanSixtyFourKilobytes() throws IOException {
        String longest = "{\"query\": \"a\"" + " ".repeat(64 * 1024 - 14) + "}";
        assertThat(parse(longest).query()).isEqualTo("a");
        ByteArrayInputStream body = stream(" ".repeat(10_000_000));
        assertRefused(() -> search.parse(body));
        assertThat(body.available()).isGreaterThan(9_900_000);
    }

    @Test
    void refusesARequestWithoutABody() {
        assertRefused(() -> search.parse(null));
    }

    @Test
    void aQuestionHasAtMostEightThousandCharacters() {
        assertThat(new SearchRequest("q".repeat(8_000), 1, SearchMode.HYBRID, DocumentFilter.NONE, false).query())
                .hasSize(8_000);
        assertRefused(() -> new SearchRequest("q".repeat(8_001), 1, SearchMode.HYBRID, DocumentFilter.NONE, false));
    }

    private static void assertRefused(ThrowingCallable question) {
        assertThatThrownBy(question)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private SearchRequest parse(String body) {
        return search.parse(stream(body));
    }

    private static ByteArrayInputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
