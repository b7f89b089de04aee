package dev.videocompilation.worker.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How this worker is called in {@code lease_owner}: the host and the process. */
final class WorkerName {
    private WorkerName() {}

    static String ofThisProcess() {
        return host() + "/" + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
