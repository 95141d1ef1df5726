package io.dromedary.standalone;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the person at the console what keeps standalone mode from starting. */
final class StandaloneFailureAnalyzer extends AbstractFailureAnalyzer<StandaloneException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StandaloneException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
