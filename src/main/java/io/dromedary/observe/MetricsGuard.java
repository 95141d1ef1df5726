package io.dromedary.observe;

import io.dromedary.tenant.MetricsKey;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps figures of the service from strangers on the management port: whoever shows the key may read everything there;
 * where no key is configured, whoever is on this machine. Health is for everybody, since probes carry no key.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
public class MetricsGuard {

    @Bean
    OncePerRequestFilter metricsFilter(MetricsKey key) {
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                if (isHealth(request) || admits(key, request)) {
                    chain.doFilter(request, response);
                } else {
                    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
                }
            }
        };
    }

    /** By what the server makes of the path, so that no spelling of another path passes for health. */
    private static boolean isHealth(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.equals("/observe/health") || path.startsWith("/observe/health/");
    }

    private static boolean admits(MetricsKey key, HttpServletRequest request) throws IOException {
        return key.isRequired()
                ? key.matches(request.getHeader(HttpHeaders.AUTHORIZATION))
                : InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }
}
