package dev.videocompilation.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A picture of every join: on the left the last frame before it, on the right the first frame after it. */
final class ContactSheet {
    /** More would make a picture that viewers refuse. */
    static final int MOST_ROWS = 50;

    private final DemoFfmpeg ffmpeg;

    ContactSheet(DemoFfmpeg ffmpeg) {
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
    }

    /**
     * The two frames of a row, counted from 0 in the compiled video.
     *
     * @param before the left one
     * @param after the right one
     */
    record Row(int before, int after) {}

    /**
     * The rows: one for every join, at most {@link #MOST_ROWS}; for a single clip its first and its last frame.
     *
     * @param frameCounts how many frames each clip has
     */
    static List<Row> rows(List<Integer> frameCounts) {
        if (frameCounts.size() == 1) {
            return List.of(new Row(0, Math.max(0, frameCounts.getFirst() - 1)));
        }
        List<Row> rows = new ArrayList<>();
        int begin = 0;
        for (int frames : frameCounts.subList(0, Math.min(frameCounts.size() - 1, MOST_ROWS))) {
            begin += frames;
            rows.add(new Row(Math.max(0, begin - 1), begin));
        }
        return List.copyOf(rows);
    }

    /** Draws the sheet as a PNG. */
    void draw(Path video, List<Row> rows, Path png) {
        // Two columns apart: where a clip has one frame only, that frame is in two rows.
        String left = column(rows.stream().map(Row::before).toList());
        String right = column(rows.stream().map(Row::after).toList());
        String graph = "[0:V:0]split[l][r];[l]%s[left];[r]%s[right];[left][right]hstack".formatted(left, right);
        ffmpeg.run(
                "draw the contact sheet",
                List.of(
                        "-i",
                        video.toAbsolutePath().toString(),
                        "-filter_complex",
                        graph,
                        "-frames:v",
                        "1",
                        "-update",
                        "1",
                        png.toAbsolutePath().toString()));
    }

    private static String column(List<Integer> frames) {
        String selected = frames.stream().map("eq(n,%d)"::formatted).collect(Collectors.joining("+"));
        return "select='%s',scale=320:'max(2,trunc(160/dar)*2)',setsar=1,format=rgb24,tile=1x%d:padding=8:margin=8:color=white,setpts=0"
                .formatted(selected, frames.size());
    }
}
