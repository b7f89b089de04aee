package dev.videocompilation.demo;

import dev.videocompilation.contract.client.CompileJobClient;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.migrations.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** The demo from the empty stack to the report, in the order in which a backend and a worker would do it. */
final class DemoRun {
    private final DemoArguments arguments;
    private final DemoFolder folder;
    private final DemoFfmpeg ffmpeg;
    private final Progress progress;
    private final Teardown teardown;

    DemoRun(DemoArguments arguments, DemoFolder folder, DemoFfmpeg ffmpeg, Progress progress, Teardown teardown) {
        this.arguments = Objects.requireNonNull(arguments);
        this.folder = Objects.requireNonNull(folder);
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
        this.progress = Objects.requireNonNull(progress);
        this.teardown = Objects.requireNonNull(teardown);
    }

    /**
     * Runs it; what it starts is closed by the teardown.
     *
     * @param ownClips the clips to use; empty: some are made
     * @throws DemoFailedException saying what went wrong; other exceptions are those of the stack and its clients
     */
    DemoReport run(List<Path> ownClips) throws Exception {
        DevStack stack = teardown.open(() -> DevStack.start(folder.stack()));
        Migrations.migrate(stack.dataSource());
        progress.say("PostgreSQL, SQS and S3 are up, the database is migrated");
        List<Path> files = ownClips.isEmpty() ? new GeneratedClips(ffmpeg).makeIn(folder.generatedClips()) : ownClips;

        ScriptRows rows = new ScriptRows(stack.dataSource());
        int scriptId = rows.insertScript();
        List<DemoClip> clips = approvedClips(stack, rows, scriptId, files);
        long clipBytes = totalBytes(files);
        progress.say("%d clips (%,d bytes) are in the bucket and approved".formatted(clips.size(), clipBytes));

        String secret = newWebhookSecret();
        WebhookReceiver receiver = teardown.open(() -> WebhookReceiver.start(secret));
        Files.createDirectories(folder.scratch());
        WorkerProcess worker = teardown.open(() -> startWorker(stack, secret));
        progress.say("the worker runs as process " + worker.pid());
        new CompileJobClient(
                        stack.dataSource(), stack.sqsClient(), stack.queues().queueUrl())
                .enqueue(CompileJob.of(new JobId("demo-" + scriptId), scriptId)
                        .withUserId(ScriptRows.USER_ID)
                        .withWebhookUrl(receiver.url())
                        .withRequestedAt(Instant.now()));
        progress.say("the job demo-" + scriptId + " is enqueued");

        ReceivedWebhook webhook =
                new WebhookExpectation(receiver, worker).await(WebhookExpectation.patience(clipBytes));
        progress.say("the webhook has arrived");
        VideoCompiled.Data compiled = WebhookExpectation.compiled(webhook, clips);
        JobRow job = new ResultCheck(stack).check(compiled, folder.compiledVideo());
        FrameComparison frames = compareFrames(clips, compiled.clips());
        return new DemoReport(
                webhook, compiled, clips, job.plan(), frames, folder.compiledVideo(), folder.contactSheet());
    }

    private static List<DemoClip> approvedClips(DevStack stack, ScriptRows rows, int scriptId, List<Path> files)
            throws SQLException {
        List<String> urls = new ClipUpload(stack.s3Client()).upload(files);
        List<DemoClip> clips = rows.insertVideos(scriptId, files, urls);
        rows.approve(clips);
        return clips;
    }

    private WorkerProcess startWorker(DevStack stack, String secret) {
        return WorkerProcess.start(
                arguments.worker(),
                WorkerVariables.of(stack, secret, arguments.ffmpegHome(), folder.scratch()),
                new WorkerLog(folder.workerLog(), news -> progress.say("worker: " + news)));
    }

    private FrameComparison compareFrames(List<DemoClip> clips, List<ClipTreatment> treatments) {
        DecodedFrames decoded = new DecodedFrames(ffmpeg);
        List<ClipFrames> expected = new ArrayList<>();
        for (int i = 0; i < clips.size(); i++) {
            DemoClip clip = clips.get(i);
            boolean copied = treatments.get(i).picture() == ClipTreatment.Picture.COPIED;
            expected.add(new ClipFrames(clip.name(), copied, copied ? decoded.of(clip.file()) : List.of()));
        }
        FrameComparison comparison = FrameComparison.of(expected, decoded.of(folder.compiledVideo()));
        new ContactSheet(ffmpeg)
                .draw(folder.compiledVideo(), ContactSheet.rows(comparison.frameCounts()), folder.contactSheet());
        // After the drawing: where frames differ, the sheet helps to see why.
        comparison.requireEqual();
        progress.say("frames: %d of %d equal".formatted(comparison.equal(), comparison.expected()));
        return comparison;
    }

    private static long totalBytes(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static String newWebhookSecret() {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        return "whsec_" + Base64.getEncoder().encodeToString(secret);
    }
}
