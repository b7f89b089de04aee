package dev.videocompilation.worker.app;

import dev.videocompilation.contract.job.AudioJoin;
import dev.videocompilation.contract.job.CompileOptions;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is wished of a join's sound, as options of a command. */
final class SoundOptions {
    @Option(
            names = "--audio-join",
            paramLabel = "HOW",
            completionCandidates = AudioJoins.class,
            converter = AudioJoins.class,
            description = {
                "${COMPLETION-CANDIDATES}; default auto.",
                "copy: in whole frames of AAC, within 20 ms of the pictures; refused where that cannot be.",
                "exact: fitted to the pictures to the sample and encoded once.",
                "auto: copied where that can be, else exact."
            })
    private AudioJoin audioJoin = AudioJoin.AUTO;

    @Option(
            names = "--normalize-loudness",
            description = "Bring the sound to -14 LUFS and at most -1 dBTP (EBU R 128); it is made exact.")
    private boolean normalizeLoudness;

    /** The options with what is wished here. */
    CompileOptions added(CompileOptions options) {
        return options.withAudioJoin(audioJoin).withNormalizeLoudness(normalizeLoudness);
    }

    /** By their names on the wire. */
    private static final class AudioJoins implements ITypeConverter<AudioJoin>, Iterable<String> {
        @Override
        public AudioJoin convert(String value) {
            try {
                return AudioJoin.ofWireName(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("must be one of auto, copy, exact, is " + value);
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(AudioJoin.values()).map(AudioJoin::wireName).iterator();
        }
    }
}
