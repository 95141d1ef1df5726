package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class KeyTimersTest extends WovenRoutes {

    @Test
    void prolongsTheClaimsOfUploads() {
        template.sendBody("direct:claims-time", null);
        verify(uploadClaims).renew();
    }

    @Test
    void removesExpiredKeysAndTriesAgainNextTime() {
        doThrow(new DataAccessResourceFailureException("away"))
                .when(uploadClaims)
                .purge();
        assertThatCode(() -> template.sendBody("direct:purge-time", null)).doesNotThrowAnyException();
        verify(uploadClaims).purge();
    }
}
