package io.dromedary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

@AnalyzeClasses(packages = "io.dromedary", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyThePackageCamelKnowsCamel = noClasses()
            .that()
            .resideOutsideOfPackage("io.dromedary.camel..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule onlyThePackageStandaloneKnowsEmbeddedServers = noClasses()
            .that()
            .resideOutsideOfPackage("io.dromedary.standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.qpid..", "io.zonky..", "org.gaul..", "com.google.common..");

    @ArchTest
    static final ArchRule nothingKnowsThePackageStandalone = noClasses()
            .that()
            .resideOutsideOfPackage("io.dromedary.standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dromedary.standalone..");

    @ArchTest
    static final ArchRule theKernelKnowsOnlyErrors = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.dromedary.job..", "io.dromedary.store..", "io.dromedary.index..", "io.dromedary.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.dromedary.api..",
                    "io.dromedary.camel..",
                    "io.dromedary.chunk..",
                    "io.dromedary.deadletter..",
                    "io.dromedary.deliver..",
                    "io.dromedary.dispatch..",
                    "io.dromedary.embed..",
                    "io.dromedary.extract..",
                    "io.dromedary.housekeeping..",
                    "io.dromedary.intake..",
                    "io.dromedary.search..",
                    "io.dromedary.tenant..");

    @Test
    void modulesHaveNoCyclesAndKeepTheirInternals() {
        ApplicationModules.of(Dromedary.class).verify();
    }
}
