package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an operator's route is refused before it is started. */
class BrokenConventionsTest {

    private static final String GOOD = """
            - route:
                id: tell-time
                group: intake
                description: Tell the time
                routeConfigurationId: http-errors
                from:
                  uri: servlet:/time
                  steps:
                    - removeHeaders:
                        pattern: Camel*
                    - to:
                        uri: direct:authenticate-client
                    - bean:
                        id: look-at-clock
                        ref: clock
                        method: instant
            """;

    @Test
    void aRouteThatKeepsThemPasses() {
        assertThatCode(() -> check("tell-time.camel.yaml", GOOD)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: tell-time | id: ask-time | its file is called otherwise",
                "group: intake | group: nobody | its group is no role",
                "description: Tell the time | description: ' ' | it has no description",
                "routeConfigurationId: http-errors | routeConfigurationId: none | its routeConfigurationId is none of",
                "servlet:/time | netty-http:http://0.0.0.0:99 | its entrance is none of",
                "pattern: Camel* | pattern: Other* | it does not begin with removeHeaders",
                "direct:authenticate-client | direct:answer-json | its second step is not direct:authenticate-client",
                "servlet:/time | servlet:/admin/time | its second step is not direct:authenticate-operator",
                "id: look-at-clock | note: none | a step that calls a bean has no ref or no id",
                "ref: clock | beanType: java.lang.Runtime | a step that calls a bean has no ref or no id",
                "uri: direct:authenticate-client | uri: http:example.org | it calls out without the guarded client",
                "uri: direct:authenticate-client | uri: file:/tmp | it leads to file",
                "- bean: | - toD: {uri: direct:x}\\n        - bean: | a step whose endpoint a message decides"
            })
    void aRouteThatBreaksOneIsToldWhich(String good, String bad, String violation) {
        String text = GOOD.replace(good, bad.replace("\\n", "\n").replace("note: none", "description: none"));
        assertThat(text).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> check("tell-time.camel.yaml", text)).hasMessageContaining(violation);
    }

    @Test
    void aFileWithTwoRoutesIsRefused() {
        assertThatThrownBy(() -> check("tell-time.camel.yaml", GOOD + GOOD.replace("tell-time", "tell-date")))
                .hasMessage("it has 2 routes, not one");
    }

    private static void check(String file, String text) throws Exception {
        try (var camel = new DefaultCamelContext()) {
            new RouteSource(file, text).checked(camel);
        }
    }
}
