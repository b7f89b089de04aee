package dev.videocompilation.worker.verify;

import java.util.Optional;

/**
 * Compares what a clip sounds like with what is heard at its place in the output. Blind to what an encoder may change (fine
 * detail, noise, what is too faint to tell) and sharp on what a bad join does: other sound, no sound, sound at another time.
 */
final class SoundComparison {
    /** Samples per second of both sounds. */
    static final int RATE_HZ = 12_000;

    /** Less than this, of full scale, is silence: -50 dB. */
    private static final double SILENCE = 32_768 * 0.00316;
    /** How alike the same sound is, at least, after an encoder; 1 is equal. Unlike sounds are below 0.3. */
    private static final double ALIKE = 0.6;
    /** How much louder or softer a moment may be: 12 dB. */
    private static final double LEVEL_FACTOR = 4;
    /** Only moments within 20 dB of the loudest are compared: an encoder's echoes are fainter. */
    private static final double NOTABLE = 0.1;
    /** Below this share of all sound, the low part cannot be told from an encoder's noise: -25 dB. */
    private static final double LOW_SHARE = 0.056;

    private static final int MOMENT = RATE_HZ / 20;
    private static final int STEP = RATE_HZ / 100;
    private static final int TOLERATED_STEPS = 2;
    /** A steady tone is as much like itself a period later. */
    private static final double CLEARLY = 0.02;
    /** 20 ms. */
    private static final int MOST_LATE = RATE_HZ / 50;

    private static final int MOST_SHIFT = RATE_HZ / 4;

    private final double[] wanted;
    private final double[] found;
    private final boolean tellable;
    private final boolean keepsLevels;

    SoundComparison(short[] wanted, short[] found) {
        this(wanted, found, true);
    }

    /** @param keepsLevels whether what is loud must be loud beside what is soft, as it is not where peaks were held down */
    SoundComparison(short[] wanted, short[] found, boolean keepsLevels) {
        this.keepsLevels = keepsLevels;
        this.wanted = low(wanted);
        this.found = low(found);
        this.tellable = level(this.wanted) >= LOW_SHARE * level(centred(wanted));
    }

    /** What differs, as the rest of a sentence; empty where nothing does or where there is too little sound to tell. */
    Optional<String> defect() {
        if (!tellable || wanted.length < MOMENT) {
            return Optional.empty();
        }
        Optional<String> silence = silence();
        if (silence.isPresent() || loudest(wanted) < SILENCE) {
            return silence;
        }
        if (correlation(0) < ALIKE) {
            return Optional.of(shift());
        }
        return keepsLevels ? levels() : Optional.empty();
    }

    /**
     * The same for one channel of two: where it is 20 dB softer than the clip's louder one, an encoder may give it of the other, and
     * only its becoming loud is a defect.
     */
    Optional<String> defectBeside(short[] loudest) {
        double loud = level(low(loudest));
        if (level(wanted) >= NOTABLE * loud) {
            return defect();
        }
        return level(found) > loud / LEVEL_FACTOR && level(found) > SILENCE
                ? Optional.of("is not as soft as the clip's")
                : Optional.empty();
    }

    /**
     * The same where the sound may have been moved by up to 20 ms: by what a container rounds, or an encoder puts ahead. That much is a
     * defect no more than a shift of half a wave is.
     */
    Optional<String> defectNearby() {
        if (!tellable || wanted.length < MOMENT) {
            return Optional.empty();
        }
        Optional<String> silence = silence();
        if (silence.isPresent() || loudest(wanted) < SILENCE) {
            return silence;
        }
        double near = -1;
        double far = -1;
        int farthest = 0;
        for (int shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift++) {
            double correlation = correlation(shift);
            if (Math.abs(shift) <= MOST_LATE) {
                near = Math.max(near, correlation);
            } else if (correlation > far) {
                far = correlation;
                farthest = shift;
            }
        }
        if (far > near + CLEARLY && far >= ALIKE) {
            return Optional.of("is the clip's, but %.0f ms off its place".formatted(farthest * 1000.0 / RATE_HZ));
        }
        return near < ALIKE ? Optional.of("is not the clip's") : levels();
    }

    /** Where one of the two is silent and the other is not. */
    private Optional<String> silence() {
        double loudWanted = loudest(wanted);
        double loudFound = loudest(found);
        if (loudWanted >= SILENCE * LEVEL_FACTOR && loudFound < SILENCE) {
            return Optional.of("is silent, the clip is not");
        }
        return loudWanted < SILENCE && loudFound >= SILENCE * LEVEL_FACTOR
                ? Optional.of("is not silent, the clip is")
                : Optional.empty();
    }

    private String shift() {
        int best = 0;
        double alike = -1;
        for (int shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift += 2) {
            double correlation = correlation(shift);
            if (correlation > alike) {
                alike = correlation;
                best = shift;
            }
        }
        return alike < ALIKE
                ? "is not the clip's"
                : "is the clip's, but %.0f ms off its place".formatted(best * 1000.0 / RATE_HZ);
    }

    /** A steady tone is like itself at any time; where it begins and ends tells. */
    private Optional<String> levels() {
        double[] levelsWanted = moments(wanted);
        double[] levelsFound = moments(found);
        double notable = NOTABLE * loudest(wanted);
        for (int i = 0; i < levelsWanted.length; i++) {
            double least = Double.MAX_VALUE;
            double most = 0;
            for (int j = Math.max(0, i - TOLERATED_STEPS);
                    j <= Math.min(levelsWanted.length - 1, i + TOLERATED_STEPS);
                    j++) {
                least = Math.min(least, levelsWanted[j]);
                most = Math.max(most, levelsWanted[j]);
            }
            boolean tooSoft = least > notable && levelsFound[i] < least / LEVEL_FACTOR;
            boolean tooLoud = levelsFound[i] > notable && levelsFound[i] > Math.max(most, SILENCE) * LEVEL_FACTOR;
            if (tooSoft || tooLoud) {
                return Optional.of("is much %s than the clip's %.2f s after its start"
                        .formatted(tooSoft ? "softer" : "louder", (double) i * STEP / RATE_HZ));
            }
        }
        return Optional.empty();
    }

    /** Of the clip's sound and the output's {@code shift} samples later: 1 where equal, about 0 where unlike. */
    private double correlation(int shift) {
        double product = 0;
        double powerWanted = 1e-9;
        double powerFound = 1e-9;
        int to = Math.min(wanted.length, wanted.length - shift);
        for (int i = Math.max(0, -shift); i < to; i++) {
            double a = wanted[i];
            double b = found[i + shift];
            product += a * b;
            powerWanted += a * a;
            powerFound += b * b;
        }
        return product / Math.sqrt(powerWanted * powerFound);
    }

    private static double loudest(double[] samples) {
        double loudest = 0;
        for (double level : moments(samples)) {
            loudest = Math.max(loudest, level);
        }
        return loudest;
    }

    /** The level of each twentieth of a second, one every hundredth. */
    private static double[] moments(double[] samples) {
        double[] levels = new double[Math.max(0, (samples.length - MOMENT) / STEP + 1)];
        for (int i = 0; i < levels.length; i++) {
            double power = 0;
            for (int j = i * STEP; j < i * STEP + MOMENT; j++) {
                power += samples[j] * samples[j];
            }
            levels[i] = Math.sqrt(power / MOMENT);
        }
        return levels;
    }

    static double level(short[] samples) {
        return level(low(samples));
    }

    private static double level(double[] samples) {
        double power = 0;
        for (double sample : samples) {
            power += sample * sample;
        }
        return samples.length == 0 ? 0 : Math.sqrt(power / samples.length);
    }

    /** Below about 1 kHz, where encoders keep the wave's form and half a sample of shift changes nothing. */
    private static double[] low(short[] samples) {
        return averaged(averaged(centred(samples)));
    }

    private static double[] centred(short[] samples) {
        double sum = 0;
        for (short sample : samples) {
            sum += sample;
        }
        double mean = samples.length == 0 ? 0 : sum / samples.length;
        double[] centred = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            centred[i] = samples[i] - mean;
        }
        return centred;
    }

    private static double[] averaged(double[] samples) {
        double[] averaged = new double[samples.length];
        for (int i = 2; i < samples.length - 2; i++) {
            averaged[i] = (samples[i - 2] + samples[i - 1] + samples[i] + samples[i + 1] + samples[i + 2]) / 5;
        }
        return averaged;
    }
}
