package io.dromedary.webhook;

import io.dromedary.erase.ErasureListener;
import io.dromedary.webhook.Announcements.Event;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Announces erased documents, in the transaction that erases them. Tells ids alone: the rest is gone. */
@Component
class ErasureEvents implements ErasureListener {

    private final Announcements announcements;

    ErasureEvents(Announcements announcements) {
        this.announcements = announcements;
    }

    private record Gone(UUID documentId, UUID erasureId) {}

    @Override
    public void erased(Erased document) {
        announcements.announce(new Event(
                EventType.DOCUMENT_ERASED,
                document.tenantId(),
                null,
                null,
                () -> new Gone(document.documentId(), document.erasureId())));
    }
}
