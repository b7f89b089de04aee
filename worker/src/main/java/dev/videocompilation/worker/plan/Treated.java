package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;

/**
 * A clip, and what becomes of its pictures, before it has its place.
 *
 * @param clip the clip
 * @param treatment of its pictures
 */
record Treated(ProbedClip clip, PictureTreatment treatment) {
    int frames() {
        return switch (treatment) {
            case PictureTreatment.Copied copied -> clip.video().packets().count();
            case PictureTreatment.ReEncoded encoded -> encoded.frames();
        };
    }

    /** How long its pictures last. */
    Rational seconds(TargetPicture target) {
        return switch (treatment) {
            case PictureTreatment.Copied copied -> clip.video().packets().duration();
            case PictureTreatment.ReEncoded encoded ->
                target.frameRate().inverse().times(encoded.frames());
        };
    }
}
