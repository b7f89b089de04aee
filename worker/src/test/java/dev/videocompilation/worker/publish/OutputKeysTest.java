package dev.videocompilation.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.OutputFormat;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputKeysTest {
    @ParameterizedTest
    @CsvSource({"job-1.a_B,job-1.a_B", ".,~.", "..,~..", "...,..."})
    void givesEachClaimItsOwnPrefix(String jobId, String segment) {
        assertThat(OutputKeys.key(42, new JobId(jobId), 7, OutputFormat.MP4))
                .isEqualTo("compiled/42/%s/7/video.mp4".formatted(segment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job-1.a_B", ".", "..", "..."})
    void knowsWhoseAKeyIs(String id) {
        JobId jobId = new JobId(id);
        assertThat(OutputKeys.parse(OutputKeys.key(Integer.MAX_VALUE, jobId, 7, OutputFormat.MP4)))
                .contains(new OutputKey(Integer.MAX_VALUE, jobId, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compiled/42/job/7",
                "compiled/42/job/7/",
                "compiled/42/job/video.mp4",
                "compiled/042/job/7/video.mp4",
                "compiled/4294967338/job/7/video.mp4",
                "compiled/42/~job/7/video.mp4",
                "compiled/42/./7/video.mp4",
                "compiled/42/a b/7/video.mp4",
                "compiled/42/job/seven/video.mp4",
                "other/compiled/42/job/7/video.mp4",
                "compiled/readme.txt",
            })
    void aKeyThatNoClaimWritesIsNobodys(String key) {
        assertThat(OutputKeys.parse(key)).isEmpty();
    }

    @Test
    void noJobIdLeadsAReaderOfTheAddressToAnotherKey() {
        URI address = ResultAddress.of(
                URI.create("https://videos.example.test"), OutputKeys.key(42, new JobId(".."), 7, OutputFormat.MP4));
        assertThat(address.normalize()).hasToString("https://videos.example.test/compiled/42/~../7/video.mp4");
    }

    @ParameterizedTest
    @CsvSource({
        "https://videos.example.test,a/b.mp4,https://videos.example.test/a/b.mp4",
        "https://videos.example.test/,a b+c.mp4,https://videos.example.test/a%20b%2Bc.mp4",
        "https://videos.example.test/out/,50%/é?#~.mp4,https://videos.example.test/out/50%25/%C3%A9%3F%23~.mp4",
    })
    void theAddressHoldsTheKeySegmentBySegment(URI base, String key, String address) {
        assertThat(ResultAddress.of(base, key)).hasToString(address);
    }
}
