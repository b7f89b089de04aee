package dev.videocompilation.worker.webhook;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Notes which address an attempt is connected to. Written by the exchange's thread, read by the one that waits for it. */
final class ConnectedAddress {
    private static final String ATTRIBUTE = ConnectedAddress.class.getName();

    private volatile @Nullable InetSocketAddress address;

    /** The context of the one exchange that is noted here. */
    HttpClientContext context() {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(ATTRIBUTE, this);
        return context;
    }

    /** Notes the other end of a connection that stands, for the exchange of a context. */
    static void note(HttpContext context, @Nullable SocketAddress remote) {
        if (context.getAttribute(ATTRIBUTE) instanceof ConnectedAddress noted
                && remote instanceof InetSocketAddress address) {
            noted.address = address;
        }
    }

    Optional<InetSocketAddress> get() {
        return Optional.ofNullable(address);
    }
}
