package dev.videocompilation.worker.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that no public host has: IANA's IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, as of 2025),
 * multicast (RFC 5771, RFC 4291), and whatever IPv6 space is not global unicast. Forms that carry an IPv4 address inside an
 * IPv6 one are refused whole, for a translator on the way may turn them into an inner address.
 */
final class SpecialPurposeAddresses {
    private static final List<AddressBlock> BLOCKS = List.of(
            AddressBlock.of("0.0.0.0/8", "this network"),
            AddressBlock.of("10.0.0.0/8", "private use"),
            AddressBlock.of("100.64.0.0/10", "carrier-grade NAT"),
            AddressBlock.of("127.0.0.0/8", "loopback"),
            AddressBlock.of("169.254.0.0/16", "link local"),
            AddressBlock.of("172.16.0.0/12", "private use"),
            AddressBlock.of("192.0.0.0/24", "protocol assignments"),
            AddressBlock.of("192.0.2.0/24", "documentation"),
            AddressBlock.of("192.31.196.0/24", "AS112 name service"),
            AddressBlock.of("192.52.193.0/24", "multicast tunnelling"),
            AddressBlock.of("192.88.99.0/24", "6to4 relay"),
            AddressBlock.of("192.168.0.0/16", "private use"),
            AddressBlock.of("192.175.48.0/24", "AS112 name service"),
            AddressBlock.of("198.18.0.0/15", "benchmarking"),
            AddressBlock.of("198.51.100.0/24", "documentation"),
            AddressBlock.of("203.0.113.0/24", "documentation"),
            AddressBlock.of("224.0.0.0/4", "multicast"),
            AddressBlock.of("255.255.255.255/32", "broadcast"),
            AddressBlock.of("240.0.0.0/4", "reserved"),
            AddressBlock.of("::/128", "unspecified"),
            AddressBlock.of("::1/128", "loopback"),
            AddressBlock.of("64:ff9b::/96", "NAT64"),
            AddressBlock.of("64:ff9b:1::/48", "NAT64"),
            AddressBlock.of("100::/64", "discard only"),
            AddressBlock.of("100:0:0:1::/64", "dummy prefix"),
            AddressBlock.of("2001::/32", "Teredo"),
            AddressBlock.of("2001:2::/48", "benchmarking"),
            AddressBlock.of("2001::/23", "protocol assignments"),
            AddressBlock.of("2001:db8::/32", "documentation"),
            AddressBlock.of("2002::/16", "6to4"),
            AddressBlock.of("2620:4f:8000::/48", "AS112 name service"),
            AddressBlock.of("3fff::/20", "documentation"),
            AddressBlock.of("5f00::/16", "segment routing"),
            AddressBlock.of("fc00::/7", "unique local"),
            AddressBlock.of("fe80::/10", "link local"),
            AddressBlock.of("fec0::/10", "site local"),
            AddressBlock.of("ff00::/8", "multicast"),
            // Global unicast is 2000::/3 (RFC 4291); the first of these also holds ::/96 and ::ffff:0:0/96, the IPv4
            // compatible and mapped forms.
            AddressBlock.of("::/3", "not global unicast"),
            AddressBlock.of("4000::/2", "not global unicast"),
            AddressBlock.of("8000::/1", "not global unicast"));

    private SpecialPurposeAddresses() {}

    /** What the address is for, or empty where it is an ordinary public one. */
    static Optional<String> purposeOf(InetAddress address) {
        return BLOCKS.stream()
                .filter(block -> block.contains(address))
                .map(AddressBlock::name)
                .findFirst();
    }
}
