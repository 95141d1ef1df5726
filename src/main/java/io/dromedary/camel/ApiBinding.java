package io.dromedary.camel;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.apache.camel.Message;
import org.apache.camel.component.servlet.ServletEndpoint;
import org.apache.camel.http.base.HttpHelper;
import org.apache.camel.http.common.DefaultHttpBinding;
import org.springframework.stereotype.Component;

/**
 * How HTTP becomes a message and back: the headers of {@link ApiHeaders} and the variables of the path pass, query
 * parameters and form fields do not, and no exception is told.
 */
@Component
class ApiBinding extends DefaultHttpBinding {

    ApiBinding() {
        setHeaderFilterStrategy(new ApiHeaders());
        setMuteException(true);
        setMapHttpMessageFormUrlEncodedBody(false);
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
    }
}
