package dev.videocompilation.worker.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a host name, or an address as text, into addresses. */
@FunctionalInterface
public interface HostResolver {
    /**
     * Resolves a host.
     *
     * @throws UnknownHostException if the host has no address, or none can be had now
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The machine's own resolver. */
    static HostResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
