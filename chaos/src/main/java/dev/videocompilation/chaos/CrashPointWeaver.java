package dev.videocompilation.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a copy of the worker's classes in which every {@link CrashPoint} calls {@link Crash#reached}. */
final class CrashPointWeaver {
    private static final ClassDesc CRASH = ClassDesc.of(Crash.class.getName());
    private static final MethodTypeDesc REACHED = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private final Set<String> names = new HashSet<>();
    private final Set<CrashPoint> woven = EnumSet.noneOf(CrashPoint.class);
    private final Map<String, List<CrashPoint>> points =
            Stream.of(CrashPoint.values()).collect(Collectors.groupingBy(CrashPoint::className));

    private CrashPointWeaver() {}

    /**
     * Writes the copy.
     *
     * @param workerClass one of the worker's classes, to find the others by
     * @param others folders of classes that the copy also gets, so that a class path of it needs no folders
     * @return the file, a jar
     * @throws IllegalStateException if a crash point's method is not there any more
     */
    static Path weave(Class<?> workerClass, List<Path> others, Path jar) {
        CrashPointWeaver weaver = new CrashPointWeaver();
        weaver.copy(location(workerClass), others, jar);
        Set<CrashPoint> missing = EnumSet.complementOf(EnumSet.copyOf(weaver.woven));
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the worker has no methods for the crash points " + missing);
        }
        return jar;
    }

    /** The jar or folder that a class was loaded from. */
    static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(Path classes, List<Path> others, Path jar) {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            if (Files.isDirectory(classes)) {
                copyTree(classes, out);
            } else {
                try (FileSystem archive = FileSystems.newFileSystem(URI.create("jar:" + classes.toUri()), Map.of())) {
                    copyTree(archive.getPath("/"), out);
                }
            }
            for (Path other : others) {
                copyTree(other, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tried to write " + jar + " but failed", e);
        }
    }

    private void copyTree(Path root, JarOutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString();
            if (!names.add(name)) {
                continue;
            }
            byte[] content = Files.readAllBytes(file);
            out.putNextEntry(new JarEntry(name));
            out.write(name.endsWith(".class") ? woven(name, content) : content);
            out.closeEntry();
        }
    }

    private byte[] woven(String name, byte[] content) {
        String className = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        List<CrashPoint> here = points.getOrDefault(className, List.of());
        if (here.isEmpty()) {
            return content;
        }
        ClassFile classFile = ClassFile.of();
        ClassModel model = classFile.parse(content);
        ClassTransform transform = ClassTransform.ACCEPT_ALL;
        for (CrashPoint point : here) {
            if (model.methods().stream().anyMatch(method -> isAt(method, point))) {
                woven.add(point);
            }
            transform = transform.andThen(
                    ClassTransform.transformingMethodBodies(method -> isAt(method, point), calling(point)));
        }
        return classFile.transformClass(model, transform);
    }

    private static boolean isAt(MethodModel method, CrashPoint point) {
        return method.methodName().equalsString(point.method());
    }

    private static CodeTransform calling(CrashPoint point) {
        return switch (point.place()) {
            case BEFORE ->
                new CodeTransform() {
                    @Override
                    public void atStart(CodeBuilder builder) {
                        call(builder, point);
                    }

                    @Override
                    public void accept(CodeBuilder builder, CodeElement element) {
                        builder.with(element);
                    }
                };
            case AFTER ->
                (builder, element) -> {
                    if (element instanceof ReturnInstruction) {
                        call(builder, point);
                    }
                    builder.with(element);
                };
        };
    }

    private static void call(CodeBuilder builder, CrashPoint point) {
        builder.ldc(point.name()).invokestatic(CRASH, "reached", REACHED);
    }
}
