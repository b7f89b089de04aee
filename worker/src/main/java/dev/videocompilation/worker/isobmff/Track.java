package dev.videocompilation.worker.isobmff;

import java.util.List;
import java.util.Objects;

/**
 * A track to be written. What is presented before 0 is hidden by its edit list; if its first sample is presented later, the track is
 * empty until then.
 *
 * @param description how its samples are coded and shown
 * @param timescale ticks per second
 * @param samples in order of decoding, at least one
 */
public record Track(TrackDescription description, long timescale, List<Sample> samples) {
    public Track {
        Objects.requireNonNull(description);
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a track without samples");
        }
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (i > 0 && sample.decoded() <= samples.get(i - 1).decoded()) {
                throw new IllegalArgumentException("sample %d is decoded no later than the one before".formatted(i));
            }
            if (sample.presented() < sample.decoded()) {
                throw new IllegalArgumentException("sample %d is presented before it is decoded".formatted(i));
            }
        }
    }

    /** The earliest presentation in ticks. */
    long start() {
        return samples.stream().mapToLong(Sample::presented).min().orElseThrow();
    }

    /** The end of the latest presentation in ticks. */
    long end() {
        return samples.stream()
                .mapToLong(sample -> sample.presented() + sample.duration())
                .max()
                .orElseThrow();
    }

    /** How long the sample at a place lasts until the next is decoded: what the table of decoding times holds. */
    long decodingTicks(int index) {
        Sample sample = samples.get(index);
        return index + 1 < samples.size() ? samples.get(index + 1).decoded() - sample.decoded() : sample.duration();
    }

    double decodedSeconds(int index) {
        return (double) samples.get(index).decoded() / timescale;
    }
}
