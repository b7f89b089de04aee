package dev.videocompilation.worker;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the packages to the picture in ARCHITECTURE.md. */
final class ArchitectureTest {
    private static final String ROOT = "dev.videocompilation.worker.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.videocompilation.worker");

    @Test
    void importsAreThoseThatAreDrawn() throws IOException {
        assertThat(imports()).isEqualTo(drawn());
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheOwnersOfFfmpegStartProcesses() {
        Set<String> starters = CLASSES.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(ProcessBuilder.class)))
                .map(ArchitectureTest::slice)
                .collect(Collectors.toSet());
        assertThat(starters).containsExactly("process");
    }

    private static Map<String, Set<String>> imports() {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            Set<String> targets = imports.computeIfAbsent(slice(type), name -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT) && !slice(target).equals(slice(type))) {
                    targets.add(slice(target));
                }
            }
        }
        return imports;
    }

    private static Map<String, Set<String>> drawn() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "ARCHITECTURE.md"));
        int begin = lines.indexOf("```text imports");
        Map<String, Set<String>> drawn = new TreeMap<>();
        for (String line : lines.subList(begin + 1, lines.size())) {
            if (line.equals("```")) {
                break;
            }
            String[] parts = line.split("->", -1);
            drawn.put(
                    parts[0].strip(),
                    Arrays.stream(parts[1].strip().split("\\s+"))
                            .filter(name -> !name.isEmpty())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return drawn;
    }

    private static String slice(JavaClass type) {
        return type.getPackageName().substring(ROOT.length()).split("\\.", 2)[0];
    }
}
