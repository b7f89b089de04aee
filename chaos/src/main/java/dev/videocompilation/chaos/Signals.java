package dev.videocompilation.chaos;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** POSIX's {@code kill(2)}, for the signals that Java cannot send, and to oneself. */
final class Signals {
    /** Ends a process at once; it is not asked. */
    static final int SIGKILL = 9;

    /** Asks a process to end. */
    static final int SIGTERM = 15;

    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");

    /** Stops a process in its tracks. */
    static final int SIGSTOP = MAC ? 17 : 19;

    /** Lets a stopped process go on. */
    static final int SIGCONT = MAC ? 19 : 18;

    // Java warns of every native call; kill(2) takes two numbers and no memory.
    @SuppressWarnings("restricted")
    private static final MethodHandle KILL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Signals() {}

    /** Sends a signal; false where there is no such process. */
    static boolean send(long pid, int signal) {
        try {
            return (int) KILL.invokeExact((int) pid, signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("tried to send signal " + signal + " but failed", e);
        }
    }
}
