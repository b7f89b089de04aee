package dev.videocompilation.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipLocatorTest {
    private static final ClipRef CLIP = ClipRef.video(12);

    private final ClipLocator locator =
            new ClipLocator(new FetchSettings(List.of("clips", "my.clips", "a.s3"), 1, 1, 1));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://clips/a/b.mp4 | clips | a/b.mp4",
                "s3://clips/a%20b+c?.mp4 | clips | a%20b+c?.mp4",
                "s3://clips//a/../b | clips | /a/../b",
                "https://clips.s3.amazonaws.com/a/b.mp4 | clips | a/b.mp4",
                "HTTPS://Clips.S3.AmazonAWS.com/A.mp4 | clips | A.mp4",
                "https://clips.s3.us-east-1.amazonaws.com/a.mp4 | clips | a.mp4",
                "https://clips.s3.us-gov-west-1.amazonaws.com/a.mp4 | clips | a.mp4",
                "https://clips.s3.dualstack.eu-central-1.amazonaws.com/a.mp4 | clips | a.mp4",
                "https://clips.s3-sa-east-1.amazonaws.com/a.mp4 | clips | a.mp4",
                "https://clips.s3-external-1.amazonaws.com/a.mp4 | clips | a.mp4",
                "https://clips.s3.cn-north-1.amazonaws.com.cn/a.mp4 | clips | a.mp4",
                "https://my.clips.s3.eu-west-1.amazonaws.com/a.mp4 | my.clips | a.mp4",
                "https://a.s3.s3.eu-west-1.amazonaws.com/a.mp4 | a.s3 | a.mp4",
                "https://s3.amazonaws.com/clips/a.mp4 | clips | a.mp4",
                "https://s3.us-west-2.amazonaws.com/my.clips/a/b.mp4 | my.clips | a/b.mp4",
                "https://s3-us-west-2.amazonaws.com/clips/a.mp4 | clips | a.mp4",
                "https://s3.dualstack.us-west-2.amazonaws.com/clips/a.mp4 | clips | a.mp4",
                "https://clips.s3.amazonaws.com/a%20b.mp4 | clips | a b.mp4",
                "https://clips.s3.amazonaws.com/a b.mp4 | clips | a b.mp4",
                "https://clips.s3.amazonaws.com/a+b.mp4 | clips | a+b.mp4",
                "https://clips.s3.amazonaws.com/a%2520b.mp4 | clips | a%20b.mp4",
                "https://clips.s3.amazonaws.com/a%2Fb%3Fc%23.mp4 | clips | a/b?c#.mp4",
                "https://clips.s3.amazonaws.com/caf%C3%A9.mp4 | clips | café.mp4",
                "https://clips.s3.amazonaws.com/a.mp4? | clips | a.mp4",
                "https://clips.s3.amazonaws.com/a.mp4?X-Amz-Algorithm=AWS4&x-amz-signature=ab&x-id=GetObject | clips | a.mp4",
                "https://clips.s3.amazonaws.com/a.mp4?AWSAccessKeyId=A&Expires=1&Signature=s&response-content-type=v | clips | a.mp4",
            })
    void locatesEveryForm(String url, String bucket, String key) {
        assertThat(locator.locate(CLIP, url)).isEqualTo(new ClipLocation(bucket, key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://clips.s3.amazonaws.com/a.mp4 | neither s3:// nor https://",
                "file:///etc/passwd | neither s3:// nor https://",
                "ftp://clips/a | neither s3:// nor https://",
                "a.mp4 | neither s3:// nor https://",
                "s3://clips | no object",
                "s3://clips/ | no object",
                "s3:///a.mp4 | no bucket",
                "s3://other/a.mp4 | \"other\" is not one that the worker may read (CLIP_BUCKETS)",
                "s3://Clips/a.mp4 | CLIP_BUCKETS",
                "https:///a.mp4 | host",
                "https://clips.s3.amazonaws.com | no object",
                "https://clips.s3.amazonaws.com/ | no object",
                "https://s3.amazonaws.com/clips | no object",
                "https://s3.amazonaws.com/clips/ | no object",
                "https://s3.amazonaws.com//a.mp4 | no bucket",
                "https://s3.amazonaws.com/other/a.mp4 | CLIP_BUCKETS",
                "https://other.s3.amazonaws.com/a.mp4 | CLIP_BUCKETS",
                "https://clips.s3.amazonaws.com.evil.test/a.mp4 | host",
                "https://clips.s3.amazonaws.com./a.mp4 | host",
                "https://clips.s3-website-us-east-1.amazonaws.com/a.mp4 | host",
                "https://clips.s3-accelerate.amazonaws.com/a.mp4 | host",
                "https://clips.sqs.us-east-1.amazonaws.com/a.mp4 | host",
                "https://169.254.169.254/clips/a.mp4 | host",
                "https://evil.test/clips.s3.amazonaws.com/a.mp4 | host",
                "https://evil.test\\.s3.amazonaws.com/a.mp4 | CLIP_BUCKETS",
                "https://clips.s3.amazonaws.com:443/a.mp4 | port",
                "https://user:pw@clips.s3.amazonaws.com/a.mp4 | user information",
                "https://clips.s3.amazonaws.com@evil.test/a.mp4 | user information",
                "https://clips.s3.amazonaws.com/a.mp4#t=1 | fragment",
                "https://clips.s3.amazonaws.com/a.mp4?versionId=1 | (versionId)",
                "https://clips.s3.amazonaws.com/a.mp4?X-Amz-Date=1&versionid=1 | (versionId)",
                "https://clips.s3.amazonaws.com/a.mp4?acl | \"acl\"",
                "https://clips.s3.amazonaws.com/a.mp4?X-Amz-Date=1&partNumber=1 | \"partNumber\"",
                "https://clips.s3.amazonaws.com/a%00.mp4 | NUL",
                "https://clips.s3.amazonaws.com/a%2.mp4 | two hexadecimal digits",
                "https://clips.s3.amazonaws.com/a% | two hexadecimal digits",
                "https://clips.s3.amazonaws.com/%FF.mp4 | not UTF-8",
            })
    void refusesEveryOtherPlaceAndSaysWhy(String url, String why) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> locator.locate(CLIP, url))
                .withMessageContaining("video 12")
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_LOCATION_REFUSED))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(CLIP));
    }

    @Test
    void acceptsAKeyOf1024BytesAndNoLonger() {
        assertThat(locator.locate(CLIP, "s3://clips/" + "é".repeat(512)).key()).hasSize(512);
        assertRefused("s3://clips/" + "é".repeat(512) + "a");
        assertRefused("s3://clips/a\0b");
        assertRefused("s3://clips/\ud800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aClipWithoutAnAddressIsNotFound(String url) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> locator.locate(CLIP, url))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_NOT_FOUND));
    }

    @Test
    void neverRepeatsASecretOfTheAddress() {
        String url = "https://s3cret:pw@clips.s3.amazonaws.com/a?X-Amz-Signature=s3cret&versionId=s3cret";
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> locator.locate(CLIP, url))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void findsAnyKeyAgainInItsEncodedAddress() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String key = random.ints(1 + random.nextInt(40), 1, 0x2fff)
                    .filter(Character::isDefined)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .append('k')
                    .toString();
            String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
            assertThat(locator.locate(CLIP, "https://clips.s3.amazonaws.com/" + encoded))
                    .isEqualTo(new ClipLocation("clips", key));
        }
    }

    private void assertRefused(String url) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> locator.locate(CLIP, url))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_LOCATION_REFUSED));
    }
}
