package io.dromedary.camel;

import org.apache.camel.component.servlet.ServletRestHttpBinding;
import org.springframework.stereotype.Component;

/** How HTTP becomes a message and back: only the headers of {@link ApiHeaders} pass, and no exception is told. */
@Component
class ApiBinding extends ServletRestHttpBinding {

    ApiBinding() {
        setHeaderFilterStrategy(new ApiHeaders());
        setMuteException(true);
    }
}
