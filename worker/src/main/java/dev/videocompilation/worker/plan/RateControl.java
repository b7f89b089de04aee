package dev.videocompilation.worker.plan;

/** How many bits an encoder spends on pictures. */
public sealed interface RateControl {
    /**
     * As many as the same quality takes throughout.
     *
     * @param value in the codec's own scale
     */
    record Constant(int value) implements RateControl {}

    /**
     * So many on average, in two passes.
     *
     * @param kbps thousands of bits a second
     */
    record Average(int kbps) implements RateControl {}
}
