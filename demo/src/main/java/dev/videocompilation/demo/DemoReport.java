package dev.videocompilation.demo;

import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.devstack.ReceivedWebhook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What the demo found out.
 *
 * @param webhook the delivery
 * @param compiled what it told
 * @param clips the clips of the script
 * @param plan what the worker did, as it says itself
 * @param frames how the video's frames compare with the clips'
 * @param video the downloaded video
 * @param contactSheet the picture of the joins
 */
record DemoReport(
        ReceivedWebhook webhook,
        VideoCompiled.Data compiled,
        List<DemoClip> clips,
        String plan,
        FrameComparison frames,
        Path video,
        Path contactSheet) {
    DemoReport {
        Objects.requireNonNull(webhook);
        Objects.requireNonNull(compiled);
        clips = List.copyOf(clips);
        Objects.requireNonNull(plan);
        Objects.requireNonNull(frames);
        Objects.requireNonNull(video);
        Objects.requireNonNull(contactSheet);
    }

    /** Several lines for a person, without a line end at the end. */
    String text() {
        StringBuilder text = new StringBuilder();
        heading(text, "Plan");
        plan.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        clips.forEach(clip -> text.append("  video %d is %s%n".formatted(clip.videoId(), clip.name())));
        heading(text, "Where the time went");
        Breakdown breakdown = compiled.breakdown();
        row(text, "queue wait", millis(breakdown.queueWait()) + "  (with the worker's start)");
        row(text, "fetch", millis(breakdown.fetch()));
        row(text, "probe", millis(breakdown.probe()));
        row(text, "join", millis(breakdown.join()));
        row(text, "verify", millis(breakdown.verify()));
        row(text, "publish", millis(breakdown.publish()));
        row(text, "the whole job", millis(compiled.duration()) + "  (from its claim to its result)");
        heading(text, "Checked from outside");
        row(text, "webhook", webhook.id() + ", signature verified");
        row(text, "database", "job succeeded; the script points to " + compiled.compiledVideoUrl());
        row(text, "queues", "empty, no dead letter");
        long reEncoded = compiled.clips().stream()
                .filter(clip -> clip.picture() == ClipTreatment.Picture.RE_ENCODED)
                .count();
        row(
                text,
                "frames",
                "%d of %d equal to the clips'".formatted(frames.equal(), frames.expected())
                        + (reEncoded == 0 ? "" : "; %d of %d clips re-encoded".formatted(reEncoded, clips.size())));
        row(text, "file", "size as announced, moov before mdat");
        heading(text, "Result");
        row(text, "duration", "%.3f s".formatted(compiled.totalDuration().toMillis() / 1000.0));
        row(text, "size", "%,d bytes".formatted(compiled.fileSizeBytes()));
        row(text, "video", video.toString());
        row(text, "contact sheet", contactSheet + sheetNote());
        return text.toString().stripTrailing();
    }

    private String sheetNote() {
        int joins = clips.size() - 1;
        if (joins == 0) {
            return "  (first and last frame)";
        }
        String which = joins > ContactSheet.MOST_ROWS
                ? "the first %d of %d joins".formatted(ContactSheet.MOST_ROWS, joins)
                : joins == 1 ? "1 join" : joins + " joins";
        return "  (" + which + ", a frame at each side)";
    }

    private static void heading(StringBuilder text, String heading) {
        text.append('\n').append(heading).append('\n');
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("  %-14s %s%n".formatted(name, value));
    }

    private static String millis(Duration duration) {
        return "%,6d ms".formatted(duration.toMillis());
    }
}
