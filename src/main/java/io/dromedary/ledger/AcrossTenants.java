package io.dromedary.ledger;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a bean, or every public one of a class, that works for no tenant in particular and sees the rows of all.
 * What is not marked sees only the tenant whose request or job it serves. Like every advice of Spring's, it does
 * nothing when a bean calls itself.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface AcrossTenants {}
