package io.dromedary.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells the operator when the second wall between tenants does not stand, because of the role that was configured. */
@Component
class BypassWarning implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(BypassWarning.class);

    private final JdbcClient jdbc;

    BypassWarning(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
        boolean bypasses = jdbc.sql("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
                .query(Boolean.class)
                .single();
        if (bypasses) {
            LOG.warn("The database role of spring.datasource.username bypasses row-level security, the second wall"
                    + " between tenants: give the service a role of its own that is no superuser");
        }
    }
}
