package dev.videocompilation.worker.app;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegSettings;
import dev.videocompilation.worker.binaries.LimitTrial;
import dev.videocompilation.worker.fetch.S3Clients;
import dev.videocompilation.worker.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The checks of {@code doctor}, each by itself: one that fails hides none of the others. */
final class WorkerCheckup {
    private static final long LEAST_SCRATCH_BYTES = 1L << 30;

    private final WorkerSettings settings;

    WorkerCheckup(WorkerSettings settings) {
        this.settings = Objects.requireNonNull(settings);
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("settings", true, WorkerSettings.definitions().size() + " read"));
        findings.add(ffmpeg());
        findings.add(limits());
        findings.add(scratch());
        findings.add(database());
        findings.add(queue());
        settings.buckets().fetch().allowedBuckets().forEach(bucket -> findings.add(bucket(bucket)));
        findings.add(bucket(settings.buckets().publish().bucket()));
        findings.add(webhooks());
        return findings;
    }

    /** What can be checked when settings are wrong: each of these, ffmpeg with its limits, and scratch. */
    List<Finding> withoutServices(List<String> problems) {
        List<Finding> findings = new ArrayList<>();
        problems.forEach(problem -> findings.add(new Finding("settings", false, problem)));
        findings.add(ffmpeg());
        findings.add(limits());
        findings.add(scratch());
        return findings;
    }

    private Finding ffmpeg() {
        return check("ffmpeg", () -> {
            Engine engine = Engine.start(settings.engine());
            return "%s in %s"
                    .formatted(
                            engine.capabilities().version(), engine.binaries().home());
        });
    }

    private Finding limits() {
        FfmpegSettings ffmpeg = settings.engine().ffmpeg();
        return check(
                "limits", () -> LimitTrial.of(FfmpegBinaries.in(ffmpeg.home(), ffmpeg.limits(), new ProcessRunner())));
    }

    private Finding scratch() {
        Path directory = settings.buckets().scratch().directory();
        return check("scratch", () -> {
            Path probe = Files.createTempFile(Files.createDirectories(directory), "doctor-", ".tmp");
            Files.delete(probe);
            FileStore store = Files.getFileStore(directory);
            long free = store.getUsableSpace();
            if (free < LEAST_SCRATCH_BYTES) {
                throw new IOException("only %d MiB free in SCRATCH_DIR=%s; jobs need twice the size of their clips"
                        .formatted(free >> 20, directory));
            }
            return "%d MiB free in %s".formatted(free >> 20, directory);
        });
    }

    private Finding database() {
        return check("database", () -> {
            try (DatabasePool pool = DatabasePool.open(settings.database())) {
                pool.check();
                return "answers and has the worker's tables";
            }
        });
    }

    private Finding queue() {
        return check("queue", () -> {
            try (SqsClient sqs = SqsClients.create()) {
                return "is there; malformed messages go to "
                        + QueueCheck.find(sqs, settings.jobs().queue()).url();
            }
        });
    }

    private Finding bucket(String bucket) {
        return check("bucket", () -> {
            try (S3Client s3 = S3Clients.create(settings.buckets().storage())) {
                s3.headBucket(request -> request.bucket(bucket));
                return bucket + " is there";
            } catch (NoSuchBucketException e) {
                throw new IOException(
                        "there is no bucket " + bucket + "; create it or correct CLIP_BUCKETS and OUTPUT_BUCKET", e);
            } catch (SdkException e) {
                throw new IOException(
                        "bucket %s cannot be reached (%s); check AWS_REGION, the credentials and the worker's role"
                                .formatted(bucket, e.getMessage()),
                        e);
            }
        });
    }

    private Finding webhooks() {
        boolean signed = !settings.webhooks().secrets().isEmpty();
        return new Finding(
                "webhooks",
                true,
                signed
                        ? "can be signed"
                        : "WEBHOOK_SECRETS is not set: jobs run, but none of their webhooks can be delivered");
    }

    private static Finding check(String what, Callable<String> check) {
        try {
            return new Finding(what, true, check.call());
        } catch (Exception e) {
            return new Finding(what, false, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }
}
