package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.ProbedClip;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses the output's sound: none, a single clip's own, or sound made exact in the form that most seconds have. */
final class SoundChoice {
    private static final int LEAST_KBPS_PER_CHANNEL = 64;
    private static final int MOST_KBPS = 320;
    private static final int USUAL_RATE_HZ = 48_000;
    /** The sampling frequencies of AAC (ISO/IEC 14496-3, table 1.18) that ffmpeg's encoder takes. */
    private static final Set<Integer> RATES_HZ = Set.of(
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350);

    /** Channel layouts that ffmpeg's AAC encoder takes. */
    private static final Set<String> LAYOUTS = Set.of("mono", "stereo", "3.0", "4.0", "5.0", "5.1", "7.1(wide)");

    private SoundChoice() {}

    /** @param exact whether sound that could be copied is made exact too */
    static SoundPlan of(List<ProbedClip> clips, boolean exact) {
        Map<Form, Double> seconds = new LinkedHashMap<>();
        for (ProbedClip clip : clips) {
            clip.audio()
                    .ifPresent(audio -> seconds.merge(
                            Form.of(audio), clip.video().packets().duration().toDouble(), Double::sum));
        }
        if (seconds.isEmpty()) {
            return new SoundPlan.None();
        }
        if (!exact && clips.size() == 1 && isCopyable(clips.get(0))) {
            return new SoundPlan.Copied();
        }
        double most = seconds.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        Form form = seconds.entrySet().stream()
                .filter(entry -> entry.getValue() >= most)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        int declared = clips.stream()
                .flatMap(clip -> clip.audio().stream())
                .filter(audio -> audio.codec().equals("aac"))
                .mapToInt(AudioStream::bitrateKbps)
                .max()
                .orElse(0);
        int bitrate = Math.min(
                Math.max(declared, LEAST_KBPS_PER_CHANNEL * form.channels()),
                MOST_KBPS * Math.max(1, form.channels() / 2));
        return new SoundPlan.Exact(form.sampleRateHz(), form.channels(), form.layout(), bitrate);
    }

    /** Alone and untouched, a clip keeps its sound. */
    private static boolean isCopyable(ProbedClip clip) {
        Optional<AudioStream> audio = clip.audio();
        return audio.isPresent()
                && audio.get().codec().equals("aac")
                && audio.get().oneDescription()
                && audio.get().packets().packets().stream().noneMatch(SoundChoice::isHiddenWithin)
                && CopyObstacle.of(clip, false).isEmpty();
    }

    /** Whether an edit list hides it though it comes after the beginning: a copy would be heard. */
    static boolean isHiddenWithin(Packet packet) {
        return packet.discarded() && packet.end() > 0;
    }

    /** Why a clip's sound has to be changed besides being fitted to its pictures; empty where it has the output's form. */
    static Optional<Reason> change(ProbedClip clip, SoundPlan.Exact exact) {
        if (clip.audio().isEmpty()) {
            return Optional.of(new Reason("sound", "none, so silence"));
        }
        AudioStream audio = clip.audio().get();
        Form form = Form.of(audio);
        if (form.sampleRateHz() != exact.sampleRateHz()) {
            return Optional.of(new Reason(
                    "audio sample rate", "%d Hz, not %d Hz".formatted(audio.sampleRateHz(), exact.sampleRateHz())));
        }
        if (!form.layout().equals(exact.channelLayout())) {
            return Optional.of(
                    new Reason("audio channels", "%s, not %s".formatted(form.layout(), exact.channelLayout())));
        }
        return audio.codec().equals("aac")
                ? Optional.empty()
                : Optional.of(new Reason("audio codec", audio.codec() + ", not aac"));
    }

    /** A form of sound that AAC can have. */
    private record Form(int sampleRateHz, int channels, String layout) {
        static Form of(AudioStream audio) {
            int rate = RATES_HZ.contains(audio.sampleRateHz()) ? audio.sampleRateHz() : USUAL_RATE_HZ;
            String told = audio.channelLayout().isEmpty()
                    ? switch (audio.channels()) {
                        case 1 -> "mono";
                        case 2 -> "stereo";
                        case 6 -> "5.1";
                        default -> "";
                    }
                    : audio.channelLayout();
            if (told.endsWith("(side)")) {
                // Of those AAC has no channel configuration, which some players read alone; the speakers are the same.
                told = told.replace("(side)", "");
            }
            if (LAYOUTS.contains(told)) {
                return new Form(rate, audio.channels(), told);
            }
            return audio.channels() == 1 ? new Form(rate, 1, "mono") : new Form(rate, 2, "stereo");
        }
    }
}
