package io.dromedary.api;

import java.util.Set;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What Tomcat does before and beside the routes. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    /** The port of a server that listens to nobody. */
    private static final int NONE = -1;

    /** A process that takes no documents serves no API; health has a port of its own. */
    @Bean
    @Order // After the one that sets the configured port.
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> onlyWithIntake(
            @Value("${dromedary.roles}") Set<String> roles) {
        return server -> {
            if (!roles.contains("intake")) {
                server.setPort(NONE);
            }
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> server() {
        return server -> {
            // A client that asks before it sends (RFC 9110, section 10.1.1) learns of a refusal before it sends.
            server.addConnectorCustomizers(connector -> connector.setProperty("continueResponseTiming", "onRead"));
            server.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemValve.class.getName());
                }
            });
        };
    }
}
