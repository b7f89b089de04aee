package dev.videocompilation.devstack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "dev.videocompilation", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_THE_MIGRATIONS_AND_NOTHING_ELSE_OF_THE_PRODUCT = noClasses()
            .that()
            .resideInAPackage("..devstack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.videocompilation.worker..",
                    "dev.videocompilation.contract..",
                    "dev.videocompilation.database..");

    @ArchTest
    static final ArchRule NOTHING_OF_THE_PRODUCT_KNOWS_IT = noClasses()
            .that()
            .resideOutsideOfPackage("..devstack..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..devstack..");

    @ArchTest
    static final ArchRule NO_CYCLES = SlicesRuleDefinition.slices()
            .matching("dev.videocompilation.(*)..")
            .should()
            .beFreeOfCycles();
}
