package dev.videocompilation.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.pipeline.CompilePipeline;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashPointWeaverTest {
    @TempDir
    private static Path folder;

    @ParameterizedTest
    @EnumSource
    void everyCrashPointIsInTheWovenClassAndNotInTheWorkersOwn(CrashPoint point) throws Exception {
        Path jar = CrashPointWeaver.weave(CompilePipeline.class, List.of(), folder.resolve(point + ".jar"));
        String entry = point.className().replace('.', '/') + ".class";

        try (JarFile woven = new JarFile(jar.toFile())) {
            byte[] copy = woven.getInputStream(woven.getJarEntry(entry)).readAllBytes();
            assertThat(strings(copy)).contains(point.name());
            assertThat(ClassFile.of().verify(copy)).isEmpty();
        }
        try (var own = CompilePipeline.class.getClassLoader().getResourceAsStream(entry)) {
            assertThat(strings(own.readAllBytes())).doesNotContain(point.name());
        }
    }

    private static Set<String> strings(byte[] content) {
        ClassModel model = ClassFile.of().parse(content);
        Set<String> strings = new TreeSet<>();
        model.constantPool()
                .forEach(constant -> Stream.of(constant)
                        .filter(StringEntry.class::isInstance)
                        .map(StringEntry.class::cast)
                        .forEach(string -> strings.add(string.stringValue())));
        return strings;
    }
}
