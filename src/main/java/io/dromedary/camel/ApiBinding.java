package io.dromedary.camel;

import io.dromedary.api.LongAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.servlet.ServletEndpoint;
import org.apache.camel.http.base.HttpHelper;
import org.apache.camel.http.common.DefaultHttpBinding;
import org.springframework.stereotype.Component;

/**
 * How HTTP becomes a message and back: the headers of {@link ApiHeaders} and the variables of the path pass, form
 * fields do not, and no exception is told. Of a GET or a DELETE, the query passes as one text, in the variable
 * {@value #QUERY}: routes that know parameters let a bean read it, which knows their names and refuses the others.
 */
@Component
class ApiBinding extends DefaultHttpBinding {

    private static final String QUERY = "query";

    private static final Set<String> WITH_QUERY = Set.of("GET", "DELETE");

    private static final String REQUEST = "dromedary.request";

    ApiBinding() {
        setHeaderFilterStrategy(new ApiHeaders());
        setMuteException(true);
        setMapHttpMessageFormUrlEncodedBody(false);
    }

    @Override
    public void readRequest(HttpServletRequest request, Message message) {
        message.getExchange().setProperty(REQUEST, request);
        super.readRequest(request, message);
    }

    /** A {@link LongAnswer} writes itself. */
    @Override
    protected void doWriteDirectResponse(Message message, HttpServletResponse response, Exchange exchange)
            throws IOException {
        if (message.getBody() instanceof LongAnswer answer) {
            answer.begin(exchange.getProperty(REQUEST, HttpServletRequest.class), response);
        } else {
            super.doWriteDirectResponse(message, response, exchange);
        }
    }

    /**
     * Camel's own would drop an empty header, which is not the same as none, and take a value in brackets for a list. A
     * header that comes twice has one value, joined by a comma (RFC 9110, section 5.3).
     */
    @Override
    protected void readHeaders(HttpServletRequest request, Message message) {
        super.readHeaders(request, message);
        Collections.list(request.getHeaderNames()).stream()
                .filter(ApiHeaders::isKnown)
                .forEach(
                        name -> message.setHeader(name, String.join(", ", Collections.list(request.getHeaders(name)))));
    }

    /** Camel's own would make headers of the query parameters, so that a link could pose as a header. */
    @Override
    protected void populateRequestParameters(HttpServletRequest request, Message message) {
        String path = request.getPathInfo();
        if (path != null && message.getExchange().getFromEndpoint() instanceof ServletEndpoint endpoint) {
            HttpHelper.evalPlaceholders(message.getHeaders(), path, endpoint.getPath());
        }
        if (WITH_QUERY.contains(request.getMethod()) && request.getQueryString() != null) {
            message.getExchange().setVariable(QUERY, request.getQueryString());
        }
    }
}
