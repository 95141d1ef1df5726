package io.dromedary.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a stream of events as a browser does, comments apart. */
final class EventReader implements AutoCloseable {

    final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    EventReader(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    record Event(@Nullable Long id, @Nullable String type, String data) {}

    /** The next event; null at the end of the stream. */
    @Nullable
    Event next() throws IOException {
        Long id = null;
        String type = null;
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = Long.valueOf(line.substring(4));
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && data != null) {
                return new Event(id, type, data);
            }
        }
        return null;
    }

    /** The next comment; whatever comes before it is skipped. */
    @Nullable
    String comment() throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(":")) {
            line = lines.readLine();
        }
        return line;
    }

    /** The next changes of status, and no more. */
    List<Event> changes(int count) throws IOException {
        List<Event> changes = new ArrayList<>();
        while (changes.size() < count) {
            Event event = next();
            if (event == null) {
                throw new AssertionError("The stream ended after " + changes);
            }
            if ("status".equals(event.type())) {
                changes.add(event);
            }
        }
        return changes;
    }

    /** Everything to the end of the stream. */
    List<Event> rest() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            events.add(event);
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
