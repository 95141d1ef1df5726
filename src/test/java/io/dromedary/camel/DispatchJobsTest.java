package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DispatchJobsTest extends WovenRoutes {

    private static final List<UUID> DUE = List.of(new UUID(0, 1), new UUID(0, 2));

    @Test
    void publishesWhatIsDueOnceWoken() throws Exception {
        when(dispatcher.takeDue()).thenReturn(DUE);

        template.sendBody("direct:due", null);

        var order = inOrder(dueSignal, dispatcher);
        order.verify(dueSignal).await();
        order.verify(dispatcher).takeDue();
        order.verify(dispatcher).publish(DUE);
    }

    @Test
    void publishesNothingWhenNothingIsDue() {
        when(dispatcher.takeDue()).thenReturn(List.of());

        template.sendBody("direct:due", null);

        verify(dispatcher, never()).publish(any());
    }

    @Test
    void looksAgainNextTimeAfterAFailure() {
        when(dispatcher.takeDue())
                .thenThrow(new Failure.Transient(ErrorCode.DATABASE_UNAVAILABLE, "The database did not answer"))
                .thenReturn(DUE);
        doThrow(new StackOverflowError()).doNothing().when(dispatcher).publish(DUE);

        assertThatCode(() -> {
                    template.sendBody("direct:due", null);
                    template.sendBody("direct:due", null);
                    template.sendBody("direct:due", null);
                })
                .doesNotThrowAnyException();
    }
}
