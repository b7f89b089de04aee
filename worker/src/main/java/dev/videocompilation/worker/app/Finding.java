package dev.videocompilation.worker.app;

/**
 * What one check found.
 *
 * @param what was checked
 * @param well whether it is as it should be
 * @param words what was found, and how to mend it where it is wrong
 */
record Finding(String what, boolean well, String words) {
    String line() {
        return "%-4s  %-10s  %s".formatted(well ? "ok" : "FAIL", what, words);
    }
}
