package dev.videocompilation.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.videocompilation.contract", importOptions = ImportOption.DoNotIncludeTests.class)
class ContractArchitectureTest {
    @ArchTest
    static final ArchRule importsRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("client")
            .definedBy("..contract.client..")
            .layer("api")
            .definedBy("..contract.api..")
            .layer("event")
            .definedBy("..contract.event..")
            .layer("job")
            .definedBy("..contract.job..")
            .layer("error")
            .definedBy("..contract.error..")
            .whereLayer("client")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("event")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("job")
            .mayOnlyBeAccessedByLayers("client", "api", "event")
            .ensureAllClassesAreContainedInArchitectureIgnoring("dev.videocompilation.contract");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("dev.videocompilation.contract.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheClientKnowsAwsAndTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage("..contract.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule recordsOfTheApiNeedNoJsonLibraryButItsAnnotations = classes()
            .that()
            .resideInAPackage("..contract.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.annotation..",
                    "dev.videocompilation.contract..");
}
