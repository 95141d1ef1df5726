package io.dromedary.camel;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Message;
import org.apache.camel.component.servlet.ServletEndpoint;
import org.apache.camel.http.base.HttpHelper;
import org.apache.camel.http.common.DefaultHttpBinding;
import org.springframework.stereotype.Component;

/**
 * How HTTP becomes a message and back: the headers of {@link ApiHeaders} and the variables of the path pass, form
 * fields do not, and no exception is told. Of a GET, the query passes as one text, in the header {@value #QUERY}:
 * routes that know parameters let a bean read it, which knows their names and refuses the others.
 */
@Component
class ApiBinding extends DefaultHttpBinding {

    /** No request header of this name passes. */
    private static final String QUERY = "query";

    ApiBinding() {
        setHeaderFilterStrategy(new ApiHeaders());
        setMuteException(true);
        setMapHttpMessageFormUrlEncodedBody(false);
    }

    /** Camel's own would make headers of the query parameters, so that a link could pose as a header. */
    @Override
    protected void populateRequestParameters(HttpServletRequest request, Message message) {
        String path = request.getPathInfo();
        if (path != null && message.getExchange().getFromEndpoint() instanceof ServletEndpoint endpoint) {
            HttpHelper.evalPlaceholders(message.getHeaders(), path, endpoint.getPath());
        }
        if (request.getMethod().equals("GET") && request.getQueryString() != null) {
            message.setHeader(QUERY, request.getQueryString());
        }
    }
}
