package io.dromedary.faults.hook;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Ends the process, as {@code kill -9} does, at a named step. Added to the class path of a process and to its sources
 * ({@code spring.main.sources}), it knows the step by the system property {@code faults.halt}:
 *
 * <ul>
 *   <li>{@code chunkWriter.store:after:3} when this method of this bean returns something for the third time
 *   <li>{@code deliveryOutcomes.answered:before:1} when it is called for the first time
 *   <li>{@code documentReader.open:before:killer} when it is called with an argument that says {@code killer}
 * </ul>
 */
public final class FaultPoints implements BeanPostProcessor {

    private static final int HALTED = 137;

    private final List<Point> points = Arrays.stream(
                    System.getProperty("faults.halt", "").split(",", -1))
            .filter(point -> !point.isBlank())
            .map(Point::parse)
            .toList();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        Object watched = bean;
        for (Point point : points) {
            if (point.bean.equals(name)) {
                watched = watch(watched, point);
            }
        }
        return watched;
    }

    private static Object watch(Object bean, Point point) {
        if (bean instanceof Advised proxy && !proxy.isFrozen()) {
            proxy.addAdvice(0, point);
            return bean;
        }
        ProxyFactory factory = new ProxyFactory(bean);
        factory.setProxyTargetClass(true);
        factory.addAdvice(point);
        return factory.getProxy(bean.getClass().getClassLoader());
    }

    private static final class Point implements MethodInterceptor {

        private final String bean;
        private final String method;
        private final boolean before;
        private final String condition;
        private final AtomicInteger calls = new AtomicInteger();

        private Point(String bean, String method, boolean before, String condition) {
            this.bean = bean;
            this.method = method;
            this.before = before;
            this.condition = condition;
        }

        static Point parse(String text) {
            String[] parts = text.strip().split("[.:]", -1);
            return new Point(parts[0], parts[1], parts[2].equals("before"), parts[3]);
        }

        @Override
        public Object invoke(MethodInvocation call) throws Throwable {
            if (!call.getMethod().getName().equals(method)) {
                return call.proceed();
            }
            if (before && applies(call)) {
                halt();
            }
            Object result = call.proceed();
            if (!before && found(call, result) && applies(call)) {
                halt();
            }
            return result;
        }

        /** A look that found nothing is no step. */
        private static boolean found(MethodInvocation call, @Nullable Object result) {
            return call.getMethod().getReturnType() == void.class || (result != null && !result.equals(List.of()));
        }

        private boolean applies(MethodInvocation call) {
            return condition.matches("\\d+")
                    ? calls.incrementAndGet() == Integer.parseInt(condition)
                    : Arrays.toString(call.getArguments()).contains(condition);
        }

        private void halt() {
            System.out.println("Halted %s %s.%s".formatted(before ? "before" : "after", bean, method));
            Runtime.getRuntime().halt(HALTED);
        }
    }
}
