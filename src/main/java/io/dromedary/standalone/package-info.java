/**
 * Standalone mode: whatever of broker, database and object store is not configured is started here, on loopback, with
 * its data below {@code dromedary.data-dir}. The only package that knows embedded servers; nothing outside imports it,
 * and Spring Boot finds it through {@code META-INF/spring.factories}.
 */
@NullMarked
package io.dromedary.standalone;

import org.jspecify.annotations.NullMarked;
