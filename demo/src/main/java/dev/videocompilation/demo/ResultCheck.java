package dev.videocompilation.demo;

import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.demo.ScriptRows.CompiledVideo;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.worker.isobmff.IsoBoxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** Compares what the webhook says with the database and the bucket. */
final class ResultCheck {
    private final DevStack stack;

    ResultCheck(DevStack stack) {
        this.stack = Objects.requireNonNull(stack);
    }

    /**
     * Checks the rows and the queues, then downloads the video and checks the file.
     *
     * @param video where to put it
     * @return the job's row
     * @throws DemoFailedException naming the first thing that is not as promised
     */
    JobRow check(VideoCompiled.Data compiled, Path video) throws SQLException, IOException, InterruptedException {
        JobRow job = JobRow.read(stack.dataSource(), compiled.jobId());
        if (!job.state().equals("succeeded")) {
            throw new DemoFailedException(
                    "The webhook says that the job succeeded, but its row says " + job.state() + ".");
        }
        checkScript(compiled, new ScriptRows(stack.dataSource()).compiledVideo(compiled.scriptId()));
        new QueueCheck(stack.sqsClient(), stack.queues()).requireEmpty();
        download(stack.s3Client(), job.key(), video);
        checkFile(compiled.fileSizeBytes(), video);
        return job;
    }

    static void checkScript(VideoCompiled.Data compiled, CompiledVideo script) {
        String announced = compiled.compiledVideoUrl().toString();
        if (!script.compiledVideoUrl().equals(Optional.of(announced))) {
            throw new DemoFailedException(
                    "The webhook says that the video is at " + announced + ", but the script's row" + " says "
                            + script.compiledVideoUrl().orElse("nothing") + ".");
        }
        if (!script.compiledAtIsSet()) {
            throw new DemoFailedException("The script's compiled_at was not set.");
        }
    }

    static void checkFile(long announcedBytes, Path video) throws IOException {
        long sizeBytes = Files.size(video);
        if (sizeBytes != announcedBytes) {
            throw new DemoFailedException(
                    "The webhook says that the video has " + announcedBytes + " bytes, but it has " + sizeBytes + ".");
        }
        IsoBoxes boxes = IsoBoxes.read(video);
        if (!boxes.isWhole() || !boxes.has("mdat") || !boxes.indexBeforeMedia()) {
            throw new DemoFailedException(
                    "The video cannot start to play before all of it is there: its moov does not precede its mdat.");
        }
    }

    private static void download(S3Client s3, String key, Path video) {
        if (key.isEmpty()) {
            throw new DemoFailedException("The job's result does not say where in the bucket the video is.");
        }
        s3.getObject(request -> request.bucket(DevStack.OUTPUT_BUCKET).key(key), video);
    }
}
