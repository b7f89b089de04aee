package dev.videocompilation.worker.app;

/** The program's exit codes; the numbers above 2 are those of BSD's sysexits.h. */
final class ExitCode {
    static final int OK = 0;
    /** The work was refused or failed; standard error says why. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** A service that the work needs is out of reach. */
    static final int UNAVAILABLE = 69;
    /** Settings are missing or wrong. */
    static final int SETTINGS = 78;

    private ExitCode() {}
}
