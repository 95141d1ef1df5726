package io.dromedary.camel;

import io.dromedary.poll.SourcePlace;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What a polling consumer asks before it opens what it found: the consumer keeps its work in progress here, and so
 * shares it with other processes. Safe to ask from any thread.
 */
class ClaimedSources extends ServiceSupport implements IdempotentRepository {

    private final SourcePlace place;

    ClaimedSources(SourcePlace place) {
        this.place = place;
    }

    /** {@inheritDoc} The consumer comes here last, after every other reason to leave a source alone. */
    @Override
    public boolean add(String key) {
        return place.take(key);
    }

    /** {@inheritDoc} The answer of {@link #add} is the one that counts. */
    @Override
    public boolean contains(String key) {
        return false;
    }

    @Override
    public boolean remove(String key) {
        place.release(key);
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        // Claims end by themselves.
    }
}
