package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.devstack.ReceivedWebhook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoReportTest {

    @Test
    void tellsPlanTimesChecksAndPaths() {
        assertThat(report(2).text()).isEqualTo("""

                Plan
                  2 clips, 8.500 s
                    copied
                  video 1 is 1.mp4
                  video 2 is 2.mp4

                Where the time went
                  queue wait      2,100 ms  (with the worker's start)
                  fetch             110 ms
                  probe              90 ms
                  join              400 ms
                  verify            350 ms
                  publish           120 ms
                  the whole job   1,250 ms  (from its claim to its result)

                Checked from outside
                  webhook        msg_1, signature verified
                  database       job succeeded; the script points to https://videos.example.test/demo-5.mp4
                  queues         empty, no dead letter
                  frames         255 of 255 equal to the clips'
                  file           size as announced, moov before mdat

                Result
                  duration       8.500 s
                  size           1,234,567 bytes
                  video          out/compiled.mp4
                  contact sheet  out/contact-sheet.png  (1 join, a frame at each side)""");
    }

    @Test
    void saysWhatTheSheetShowsOfOneClipAndOfMany() {
        assertThat(report(1).text()).endsWith("contact-sheet.png  (first and last frame)");
        assertThat(report(100).text()).endsWith("(the first 50 of 99 joins, a frame at each side)");
    }

    private static DemoReport report(int clips) {
        return new DemoReport(
                new ReceivedWebhook("msg_1", Instant.parse("2026-01-01T12:00:00Z"), Samples.COMPILED_BODY, true, "/"),
                Samples.COMPILED.data(),
                IntStream.rangeClosed(1, clips)
                        .mapToObj(id -> new DemoClip(id, Path.of("in", id + ".mp4")))
                        .toList(),
                "2 clips, 8.500 s\n  copied",
                new FrameComparison(255, 255, List.of(), Optional.empty()),
                Path.of("out/compiled.mp4"),
                Path.of("out/contact-sheet.png"));
    }
}
