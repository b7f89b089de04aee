package dev.videocompilation.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Clips for a demo without any: unlike to the eye and the ear, equal in every parameter. */
final class GeneratedClips {
    private static final List<Scene> SCENES = List.of(
            new Scene("counter", "testsrc2=size=640x360:rate=30", "null", 330, 4.0),
            new Scene("fractal", "mandelbrot=size=640x360:rate=30", "null", 440, 4.5),
            new Scene("bars", "smptehdbars=size=640x360:rate=30", "hue=h=72*t", 550, 5.0));

    private final DemoFfmpeg ffmpeg;

    GeneratedClips(DemoFfmpeg ffmpeg) {
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
    }

    private record Scene(String name, String source, String filter, int toneHz, double seconds) {}

    /** Makes three clips of 4 to 5 s in a folder that does not exist yet; returns them in their order. */
    List<Path> makeIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> clips = new ArrayList<>();
        for (Scene scene : SCENES) {
            Path clip = folder.resolve("%d-%s.mp4".formatted(clips.size() + 1, scene.name()))
                    .toAbsolutePath();
            ffmpeg.run("make the clip " + clip.getFileName(), arguments(scene, clip));
            clips.add(clip);
        }
        return List.copyOf(clips);
    }

    private static List<String> arguments(Scene scene, Path clip) {
        String picture = scene.filter()
                + ",scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
                + ",setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709";
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-f", "lavfi", "-i", scene.source()));
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=sample_rate=48000:frequency=" + scene.toneHz()));
        arguments.addAll(List.of("-t", Double.toString(scene.seconds()), "-vf", picture));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-level:v", "3.0"));
        arguments.addAll(List.of("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-movflags", "+faststart"));
        arguments.add(clip.toString());
        return arguments;
    }
}
