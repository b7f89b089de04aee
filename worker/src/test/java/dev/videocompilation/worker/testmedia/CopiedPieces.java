package dev.videocompilation.worker.testmedia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import java.nio.file.Path;
import java.util.List;

/** The pieces of an output whose pictures are copied. */
public final class CopiedPieces {
    private CopiedPieces() {}

    /** Compares each of their packets with the clip's; how many frames they have. */
    public static int requireTheClips(CompilePlan plan, Path output) {
        List<String> found = TestMedia.pictureHashes(output);
        int frame = 0;
        int copied = 0;
        for (PicturePiece piece : plan.pieces()) {
            if (piece.content() instanceof PicturePiece.Copied own) {
                List<String> all = TestMedia.pictureHashes(own.clip().file());
                assertThat(found.subList(frame, frame + piece.frames())).isEqualTo(all.subList(own.from(), own.to()));
                copied += piece.frames();
            }
            frame += piece.frames();
        }
        return copied;
    }
}
