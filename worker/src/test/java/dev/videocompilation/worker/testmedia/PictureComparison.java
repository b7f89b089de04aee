package dev.videocompilation.worker.testmedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** How alike pictures are. */
public final class PictureComparison {
    private PictureComparison() {}

    /**
     * The structural similarity of each of some frames of a video with those of another; 1 where they are equal.
     *
     * @param from the video's first frame to compare
     * @param frames how many
     * @param reference the other video
     * @param filters which bring the other's pictures to the video's form
     */
    public static List<Double> ssim(Path video, int from, int frames, Path reference, String filters) {
        try {
            Path stats = Files.createTempFile(Objects.requireNonNull(video.getParent()), "ssim-", ".txt");
            try {
                TestMedia.ffmpeg(List.of(
                        "-i",
                        video.toString(),
                        "-i",
                        reference.toString(),
                        "-filter_complex",
                        ("[0:v]trim=start_frame=%d:end_frame=%d,settb=1/30,setpts=N[made];"
                                        + "[1:v]%s,trim=end_frame=%d,settb=1/30,setpts=N[wanted];"
                                        + "[made][wanted]ssim=stats_file=%s")
                                .formatted(from, from + frames, filters, frames, stats),
                        "-f",
                        "null",
                        "-"));
                return Files.readAllLines(stats).stream()
                        .map(line -> line.replaceAll(".*All:([0-9.]+|inf) .*", "$1"))
                        .map(Double::valueOf)
                        .toList();
            } finally {
                Files.delete(stats);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
