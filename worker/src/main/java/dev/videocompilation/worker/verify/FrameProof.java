package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.isobmff.AacSilence;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.ProbedClip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compares the output's frames of sound with the clips' that the plan keeps, one by one: the same bytes, in the same order, each in its place. */
final class FrameProof {
    private final CompilePlan plan;
    private final SoundPlan.CopiedFrames sound;
    private final ProbedClip output;

    FrameProof(CompilePlan plan, SoundPlan.CopiedFrames sound, ProbedClip output) {
        this.plan = Objects.requireNonNull(plan);
        this.sound = Objects.requireNonNull(sound);
        this.output = Objects.requireNonNull(output);
    }

    /** The first thing that is wrong, empty where nothing is. */
    Optional<String> defect(AudioStream found) {
        AudioStream wanted = plan.clips().get(0).clip().audio().orElseThrow();
        if (!found.codec().equals(wanted.codec()) || !found.aac().equals(wanted.aac())) {
            return Optional.of("the output's sound is %s, %s; the clips' is %s, %s"
                    .formatted(found.codec(), found.aac(), wanted.codec(), wanted.aac()));
        }
        List<Packet> packets = found.packets().packets();
        long planned = sound.clips().stream()
                .mapToLong(kept -> kept.to() - kept.from() + kept.silent())
                .sum();
        if (packets.size() != planned) {
            return Optional.of("the output's sound has %d frames, the plan %d".formatted(packets.size(), planned));
        }
        return misplaced(found).or(() -> changed(packets));
    }

    /** By timestamps and by sample count alike, each frame must begin where the one before ends. */
    private Optional<String> misplaced(AudioStream found) {
        if (found.packets().timeBase().denominator() != sound.sampleRateHz()
                || found.packets().timeBase().numerator() != 1) {
            return Optional.of(
                    "the time base of the output's sound is " + found.packets().timeBase());
        }
        long at = -(long) sound.clips().get(0).lead() * SoundPlan.FRAME_SAMPLES;
        for (Packet packet : found.packets().packets()) {
            if (packet.pts() != at || packet.duration() != SoundPlan.FRAME_SAMPLES) {
                return Optional.of("the output's sound has a gap or an overlap at %.3f s"
                        .formatted((double) at / sound.sampleRateHz()));
            }
            if (packet.discarded() && at >= 0) {
                return Optional.of("the output's sound is hidden by an edit list at %.3f s"
                        .formatted((double) at / sound.sampleRateHz()));
            }
            at += SoundPlan.FRAME_SAMPLES;
        }
        return Optional.empty();
    }

    private Optional<String> changed(List<Packet> packets) {
        int index = 0;
        for (int i = 0; i < plan.clips().size(); i++) {
            ProbedClip clip = plan.clips().get(i).clip();
            SoundPlan.Kept kept = sound.clips().get(i);
            List<Packet> own = clip.audio().orElseThrow().packets().packets();
            for (int frame = kept.from(); frame < kept.to(); frame++) {
                Packet found = packets.get(index++);
                Packet expected = own.get(frame);
                if (!found.hash().equals(expected.hash()) || found.sizeBytes() != expected.sizeBytes()) {
                    return Optional.of("frame %d of the sound of %s is not the clip's".formatted(frame, clip.ref()));
                }
            }
            for (Packet silent : packets.subList(index, index + kept.silent())) {
                if (!isSilence(silent)) {
                    return Optional.of("what follows the sound of %s is not silence".formatted(clip.ref()));
                }
            }
            index += kept.silent();
        }
        return Optional.empty();
    }

    private boolean isSilence(Packet packet) {
        byte[] silence = AacSilence.frame(sound.channels());
        ByteBuffer bytes = ByteBuffer.allocate(packet.sizeBytes());
        try (FileChannel channel = FileChannel.open(output.file())) {
            while (bytes.hasRemaining() && channel.read(bytes, packet.offset() + bytes.position()) >= 0) {
                // The channel may give less than was asked for.
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the output's silent frames but failed", e);
        }
        return Arrays.equals(bytes.array(), silence);
    }
}
