package io.dromedary.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The body of an answer that goes on after its route has ended, which the routes themselves cannot write. */
public interface LongAnswer {

    /** Begins the answer; its status and headers are set. Called once, and returns at once. */
    void begin(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
