package dev.videocompilation.worker.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses webhook addresses through which a user could reach the inside of the network that the worker runs in
 * (server-side request forgery). A host is refused when any of its addresses is not public.
 */
public final class TargetAddressPolicy {
    private static final int MOST_PORT = 65_535;
    // Resolvers read 2130706433, 0x7f.1 and 0177.0.0.1 as addresses, each in its own way; no host name ends in a number
    // (WHATWG URL, "ends in a number checker").
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");
    private static final Pattern PLAIN_IPV4 = Pattern.compile("(?:0|[1-9]\\d{0,2})(?:\\.(?:0|[1-9]\\d{0,2})){3}");

    private final boolean allowLocalTargets;
    private final HostResolver resolver;

    /**
     * Makes a policy.
     *
     * @param allowLocalTargets admits http and every address; for local use
     */
    public TargetAddressPolicy(boolean allowLocalTargets, HostResolver resolver) {
        this.allowLocalTargets = allowLocalTargets;
        this.resolver = Objects.requireNonNull(resolver);
    }

    /** Checks an address as it is now: its form, and every address that its host resolves to. Waits for the resolver. */
    public TargetCheck check(URI url) {
        Optional<String> problem = problemOfForm(url);
        if (problem.isPresent()) {
            return new TargetCheck.Refused(problem.get());
        }
        try {
            checkedAddresses(url.getHost());
            return new TargetCheck.Allowed();
        } catch (TargetRefusedException e) {
            return new TargetCheck.Refused(e.reason());
        } catch (UnknownHostException e) {
            return new TargetCheck.Unresolved(url.getHost());
        }
    }

    /** What is wrong with an address whatever its host resolves to, or empty. */
    Optional<String> problemOfForm(URI url) {
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        if (!https && !(allowLocalTargets && "http".equalsIgnoreCase(url.getScheme()))) {
            return Optional.of("the webhook address must begin with https://");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("the webhook address must not hold a user name or password");
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            return Optional.of("the webhook address must name a host");
        }
        if (isNumberInDisguise(url.getHost())) {
            return Optional.of("the webhook address's host must be a name or an address in its plain form");
        }
        if (url.getPort() == 0 || url.getPort() > MOST_PORT) {
            return Optional.of("the webhook address's port must be from 1 to " + MOST_PORT);
        }
        return Optional.empty();
    }

    /** Also true for an address with a zone, which names an interface of this machine. */
    private static boolean isNumberInDisguise(String host) {
        return host.indexOf('%') >= 0
                || (NUMBER_AT_END.matcher(host).matches()
                        && !PLAIN_IPV4.matcher(host).matches());
    }

    /**
     * Resolves a host once and returns its addresses, every one of them checked.
     *
     * @throws TargetRefusedException if one of them is refused
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> checkedAddresses(String host) throws UnknownHostException {
        List<InetAddress> addresses = resolver.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        if (allowLocalTargets) {
            return addresses;
        }
        for (InetAddress address : addresses) {
            // The platform turns an IPv4-mapped literal into the IPv4 address, so the text must tell.
            Optional<String> purpose = host.indexOf(':') >= 0 && address instanceof Inet4Address
                    ? Optional.of("IPv4-mapped")
                    : SpecialPurposeAddresses.purposeOf(address);
            if (purpose.isPresent()) {
                // The address itself stays unsaid: users read this, and inner names are none of their business.
                throw new TargetRefusedException("the webhook address's host is not public (" + purpose.get() + ")");
            }
        }
        return addresses;
    }
}
