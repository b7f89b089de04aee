package dev.videocompilation.contract.job;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is wished beyond joining the clips. Start with {@link #DEFAULT} and add to it.
 *
 * @param audioJoin how sound is joined
 * @param onBadClip what to do with a clip that cannot be used
 * @param transition how clips give way to one another; empty: they are cut
 * @param music background music
 * @param normalizeLoudness whether the sound is brought to -14 LUFS (EBU R 128)
 * @param captions captions
 * @param overlays texts over the picture, at most 50
 * @param preview what to make in place of the full video
 * @param maxSizeBytes the largest acceptable result
 */
public record CompileOptions(
        AudioJoin audioJoin,
        OnBadClip onBadClip,
        Optional<Transition> transition,
        Optional<Music> music,
        boolean normalizeLoudness,
        Optional<Captions> captions,
        List<Overlay> overlays,
        Optional<Preview> preview,
        Optional<Long> maxSizeBytes) {
    /** What a message without any of them means. */
    public static final CompileOptions DEFAULT = new CompileOptions(
            AudioJoin.AUTO,
            OnBadClip.FAIL,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    public CompileOptions {
        Objects.requireNonNull(audioJoin, "audioJoin");
        Objects.requireNonNull(onBadClip, "onBadClip");
        Objects.requireNonNull(transition, "transition");
        Objects.requireNonNull(music, "music");
        Objects.requireNonNull(captions, "captions");
        overlays = List.copyOf(overlays);
        Objects.requireNonNull(preview, "preview");
        Objects.requireNonNull(maxSizeBytes, "maxSizeBytes");
    }

    /** These options with sound joined so. */
    public CompileOptions withAudioJoin(AudioJoin newAudioJoin) {
        return new CompileOptions(
                newAudioJoin,
                onBadClip,
                transition,
                music,
                normalizeLoudness,
                captions,
                overlays,
                preview,
                maxSizeBytes);
    }

    /** These options with bad clips treated so. */
    public CompileOptions withOnBadClip(OnBadClip newOnBadClip) {
        return new CompileOptions(
                audioJoin,
                newOnBadClip,
                transition,
                music,
                normalizeLoudness,
                captions,
                overlays,
                preview,
                maxSizeBytes);
    }

    /** These options with this transition. */
    public CompileOptions withTransition(Transition newTransition) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                Optional.of(newTransition),
                music,
                normalizeLoudness,
                captions,
                overlays,
                preview,
                maxSizeBytes);
    }

    /** These options with this music. */
    public CompileOptions withMusic(Music newMusic) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                transition,
                Optional.of(newMusic),
                normalizeLoudness,
                captions,
                overlays,
                preview,
                maxSizeBytes);
    }

    /** These options with the loudness normalised, or as it comes. */
    public CompileOptions withNormalizeLoudness(boolean newNormalizeLoudness) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                transition,
                music,
                newNormalizeLoudness,
                captions,
                overlays,
                preview,
                maxSizeBytes);
    }

    /** These options with these captions. */
    public CompileOptions withCaptions(Captions newCaptions) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                transition,
                music,
                normalizeLoudness,
                Optional.of(newCaptions),
                overlays,
                preview,
                maxSizeBytes);
    }

    /** These options with these texts. */
    public CompileOptions withOverlays(List<Overlay> newOverlays) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                transition,
                music,
                normalizeLoudness,
                captions,
                newOverlays,
                preview,
                maxSizeBytes);
    }

    /** These options with a preview in place of the full video. */
    public CompileOptions withPreview(Preview newPreview) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                transition,
                music,
                normalizeLoudness,
                captions,
                overlays,
                Optional.of(newPreview),
                maxSizeBytes);
    }

    /** These options with this largest size. */
    public CompileOptions withMaxSizeBytes(long newMaxSizeBytes) {
        return new CompileOptions(
                audioJoin,
                onBadClip,
                transition,
                music,
                normalizeLoudness,
                captions,
                overlays,
                preview,
                Optional.of(newMaxSizeBytes));
    }
}
