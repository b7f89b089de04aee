package dev.videocompilation.demo;

import dev.videocompilation.devstack.DevStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.s3.S3Client;

/** Puts clips into the bucket, as the generator's webhook does in production. */
final class ClipUpload {
    private final S3Client s3;

    ClipUpload(S3Client s3) {
        this.s3 = Objects.requireNonNull(s3);
    }

    /**
     * Uploads the clips in order.
     *
     * @return what {@code result_url} holds for each: in turn the {@code https} form and the {@code s3} form
     */
    List<String> upload(List<Path> clips) {
        List<String> urls = new ArrayList<>();
        for (Path clip : clips) {
            String key = key(urls.size() + 1, String.valueOf(clip.getFileName()));
            s3.putObject(
                    request -> request.bucket(DevStack.CLIP_BUCKET).key(key).contentType("video/mp4"), clip);
            urls.add(
                    urls.size() % 2 == 0
                            ? "https://%s.s3.us-east-1.amazonaws.com/%s".formatted(DevStack.CLIP_BUCKET, key)
                            : "s3://%s/%s".formatted(DevStack.CLIP_BUCKET, key));
        }
        return List.copyOf(urls);
    }

    /** A key that is the same in both forms: nothing in it needs an escape. */
    static String key(int number, String fileName) {
        return "clips/%03d-%s".formatted(number, fileName.replaceAll("[^A-Za-z0-9._-]", "-"));
    }
}
