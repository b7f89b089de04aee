package dev.videocompilation.worker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAddressPolicyTest {
    private static final HostResolver NO_HOST = host -> {
        throw new UnknownHostException(host);
    };

    private static final TargetAddressPolicy UNRESOLVING = new TargetAddressPolicy(false, host -> {
        throw new AssertionError("resolved " + host);
    });

    private final TargetAddressPolicy policy = new TargetAddressPolicy(false, HostResolver.system());

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, this network",
        "0.1.2.3, this network",
        "10.0.0.1, private use",
        "10.255.255.255, private use",
        "100.64.0.1, carrier-grade NAT",
        "100.127.255.255, carrier-grade NAT",
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "169.254.169.254, link local",
        "169.254.170.2, link local",
        "172.16.0.1, private use",
        "172.31.255.255, private use",
        "192.0.0.1, protocol assignments",
        "192.0.2.1, documentation",
        "192.88.99.1, 6to4 relay",
        "192.168.0.1, private use",
        "198.18.0.1, benchmarking",
        "198.19.255.255, benchmarking",
        "198.51.100.1, documentation",
        "203.0.113.1, documentation",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.255, broadcast",
        "[::], unspecified",
        "[::1], loopback",
        "[0:0:0:0:0:0:0:1], loopback",
        "[::7f00:1], not global unicast",
        "[::127.0.0.1], not global unicast",
        "[::8.8.8.8], not global unicast",
        "[::ffff:127.0.0.1], IPv4-mapped",
        "[::ffff:7f00:1], IPv4-mapped",
        "[0:0:0:0:0:ffff:a9fe:a9fe], IPv4-mapped",
        "[::FFFF:8.8.8.8], IPv4-mapped",
        "[64:ff9b::169.254.169.254], NAT64",
        "[64:ff9b::808:808], NAT64",
        "[64:ff9b:1::a00:1], NAT64",
        "[100::1], discard only",
        "[2001::1], Teredo",
        "[2001:2::1], benchmarking",
        "[2001:20::1], protocol assignments",
        "[2001:db8::1], documentation",
        "[2002:7f00:1::1], 6to4",
        "[2002:808:808::1], 6to4",
        "[3fff::1], documentation",
        "[3fff:fff::1], documentation",
        "[5f00::1], segment routing",
        "[fc00::1], unique local",
        "[fd00:ec2::254], unique local",
        "[fe80::1], link local",
        "[febf::1], link local",
        "[fec0::1], site local",
        "[ff02::1], multicast",
        "[4000::1], not global unicast",
        "[e000::1], not global unicast",
    })
    void refusesEveryAddressThatIsNotPublic(String host, String purpose) {
        assertThat(policy.check(URI.create("https://" + host + "/hook")))
                .isEqualTo(new TargetCheck.Refused("the webhook address's host is not public (" + purpose + ")"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "[2001:200::1]",
                "[2606:4700:4700::1111]",
                "[2001:4860:4860::8888]",
                "[3fff:1000::1]"
            })
    void allowsPublicAddressesUpToTheEdgesOfTheBlocks(String host) {
        assertThat(policy.check(URI.create("https://" + host + ":8443/hook?x=1")))
                .isEqualTo(new TargetCheck.Allowed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://017700000001/",
                "https://2130706433./",
                "https://hooks.0x7f/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://127.0.0.1./",
                "https://%31%32%37.0.0.1/",
                "https://[fe80::1%25eth0]/",
                "https://[::1%25lo]:443/",
                "https:///hook",
                "https:hook",
                "https://hooks_internal/"
            })
    void refusesWhatOnlySomeResolversTakeForAnAddress(String url) {
        assertThat(UNRESOLVING.check(URI.create(url))).isInstanceOf(TargetCheck.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://hooks.example.com/, must begin with https://",
        "ftp://hooks.example.com/, must begin with https://",
        "file:///etc/passwd, must begin with https://",
        "//hooks.example.com/, must begin with https://",
        "https://user@hooks.example.com/, must not hold a user name or password",
        "https://user:pass@hooks.example.com/, must not hold a user name or password",
        "https://hooks.example.com@127.0.0.1/, must not hold a user name or password",
        "https://hooks.example.com:0/, port must be from 1 to 65535",
        "https://hooks.example.com:70000/, port must be from 1 to 65535",
    })
    void refusesAWrongFormWithoutResolvingTheHost(String url, String reason) {
        assertThat(UNRESOLVING.check(URI.create(url)))
                .isInstanceOfSatisfying(
                        TargetCheck.Refused.class,
                        refused -> assertThat(refused.reason()).endsWith(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "inner.example.com", "inner.example.com."})
    void refusesANameForWhatItResolvesTo(String host) {
        TargetAddressPolicy resolving = new TargetAddressPolicy(false, name -> {
            assertThat(name).isEqualTo(host);
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        });

        assertThat(resolving.check(URI.create("https://" + host + "/"))).isInstanceOf(TargetCheck.Refused.class);
    }

    @Test
    void refusesAHostOfWhichAnyAddressIsInner() {
        TargetAddressPolicy resolving = new TargetAddressPolicy(
                false, host -> List.of(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("fd00::1")));

        TargetCheck check = resolving.check(URI.create("https://hooks.example.com/"));

        assertThat(check).isEqualTo(new TargetCheck.Refused("the webhook address's host is not public (unique local)"));
    }

    @Test
    void refusesTheMappedFormThatKeepsItsSixteenBytes() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 8;
        InetAddress mapped = Inet6Address.getByAddress(null, bytes, -1);
        TargetAddressPolicy resolving = new TargetAddressPolicy(false, host -> List.of(mapped));

        assertThat(resolving.check(URI.create("https://hooks.example.com/"))).isInstanceOf(TargetCheck.Refused.class);
    }

    @Test
    void tellsAHostThatIsNotFoundFromOneThatIsRefused() {
        URI url = URI.create("https://hooks.example.com/");

        assertThat(new TargetAddressPolicy(false, NO_HOST).check(url))
                .isEqualTo(new TargetCheck.Unresolved("hooks.example.com"));
        assertThat(new TargetAddressPolicy(false, host -> List.of()).check(url))
                .isEqualTo(new TargetCheck.Unresolved("hooks.example.com"));
    }

    @Test
    void admitsHttpAndInnerAddressesForLocalUseOnly() {
        TargetAddressPolicy local = new TargetAddressPolicy(true, HostResolver.system());

        assertThat(local.check(URI.create("http://127.0.0.1:8080/hook"))).isEqualTo(new TargetCheck.Allowed());
        assertThat(local.check(URI.create("https://[::1]/hook"))).isEqualTo(new TargetCheck.Allowed());
        assertThat(local.check(URI.create("http://user@127.0.0.1/"))).isInstanceOf(TargetCheck.Refused.class);
        assertThat(local.check(URI.create("file:///etc/passwd"))).isInstanceOf(TargetCheck.Refused.class);
    }
}
