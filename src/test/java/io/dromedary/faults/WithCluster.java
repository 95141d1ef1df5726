package io.dromedary.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One cluster for all scenarios of a run, whole at the start of each, and one table for what they find. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithCluster.Shared.class)
@interface WithCluster {

    /** Hands both to the scenarios, and ends the cluster after the last one. */
    final class Shared implements ParameterResolver {

        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext scenario) {
            Class<?> type = parameter.getParameter().getType();
            return type == Cluster.class || type == Table.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext scenario) {
            if (parameter.getParameter().getType() == Table.class) {
                return table(scenario);
            }
            System.out.println("--- " + scenario.getDisplayName());
            return whole(cluster(scenario));
        }

        private static Cluster cluster(ExtensionContext scenario) {
            return scenario.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(Cluster.class, type -> start(), Cluster.class);
        }

        private static Table table(ExtensionContext scenario) {
            return scenario.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(Table.class, type -> new Table(), Table.class);
        }

        private static Cluster whole(Cluster cluster) {
            try {
                cluster.restore();
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static Cluster start() {
            try {
                return Cluster.start();
            } catch (Exception e) {
                throw new IllegalStateException("No cluster", e);
            }
        }
    }
}
