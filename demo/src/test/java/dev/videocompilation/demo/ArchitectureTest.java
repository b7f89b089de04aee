package dev.videocompilation.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.videocompilation.worker.isobmff.IsoBoxes;

@AnalyzeClasses(packages = "dev.videocompilation", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule TAKES_NOTHING_FROM_THE_WORKER_THAT_DOES_ITS_JOB = noClasses()
            .that()
            .resideInAPackage("..demo..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.videocompilation.worker..")
                    .and(DescribedPredicate.not(
                            JavaClass.Predicates.resideInAnyPackage("..worker.binaries", "..worker.process")))
                    .and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(IsoBoxes.class))));

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_DEMO = noClasses()
            .that()
            .resideOutsideOfPackage("..demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..demo..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.videocompilation.(*)..").should().beFreeOfCycles();
}
