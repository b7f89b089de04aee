package dev.videocompilation.migrations;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.videocompilation", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule MIGRATIONS_DO_NOT_USE_THE_CLASSES_MADE_FROM_THEM = noClasses()
            .that()
            .resideInAPackage("..migrations..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..database..", "org.jooq..");

    @ArchTest
    static final ArchRule THE_TABLE_CLASSES_KNOW_NOTHING_OF_MIGRATIONS = noClasses()
            .that()
            .resideInAPackage("..database..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..migrations..", "org.flywaydb..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.videocompilation.(*)..").should().beFreeOfCycles();
}
