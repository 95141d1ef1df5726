package io.dromedary.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise W-7, as far as it can be told without a connection. */
class EgressGuardTest {

    /** One of every range that is not public, and its edges. */
    static final List<String> FORBIDDEN = List.of(
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:0:7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1");

    static final List<String> PUBLIC = List.of(
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.254",
            "100.128.0.1",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888");

    private final EgressProperties defaults = properties(List.of());

    static EgressProperties properties(List<String> allowed) {
        return new EgressProperties(Set.of(443, 8443), allowed, Duration.ofSeconds(30));
    }

    static Stream<String> forbidden() {
        return FORBIDDEN.stream();
    }

    static Stream<String> allowed() {
        return PUBLIC.stream();
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void refusesEveryAddressThatIsNotPublicAtBothTimes(String address) {
        EgressGuard guard = guard(address);
        assertRefused(guard, "https://hook.example/");
        assertThatThrownBy(() -> guard.resolve("hook.example", 443)).isInstanceOf(ForbiddenAddressException.class);
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void refusesItAsALiteralToo(String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertRefused(new EgressGuard(defaults, InetAddress::getAllByName), "https://" + host + "/");
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void allowsPublicAddressesUpToTheEdges(String address) throws Exception {
        EgressGuard guard = guard(address);
        assertThat(guard.require("https://hook.example/a?b=c").getHost()).isEqualTo("hook.example");
        assertThat(guard.resolve("hook.example", 8443))
                .containsExactly(new InetSocketAddress(InetAddress.getByName(address), 8443));
    }

    /** What Java, or a browser, reads as an address of this machine or its network. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://127.1/",
                "https://0x7f.1/",
                "https://0x7f000001/",
                "https://017700000001/",
                "https://127.0.0.1./",
                "https://[::ffff:7f00:1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1%25lo]/",
                "https://[::1]/",
                "https://localhost/",
                "https://LOCALHOST/",
                "https://localhost./",
                "HTTPS://127.0.0.1/",
                "https://\uff11\uff12\uff17.0.0.1/",
                "https://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
                "https://ok@127.0.0.1/",
                "https://127.0.0.1@1.1.1.1/",
                "https://1.1.1.1#@127.0.0.1/",
                "https://1.1.1.1\\@127.0.0.1/",
                "https://127.0.0.1\\.example.org/",
                "https://127.0.0.1%2f.example.org/",
                "https://%6c%6f%63%61%6c%68%6f%73%74/",
                "https:///hook",
                "https:hook",
                "//1.1.1.1/",
                "file:///etc/passwd",
                "gopher://1.1.1.1:443/",
                "jar:https://1.1.1.1/!/",
                "https://1.1.1.1:22/",
                "https://1.1.1.1:9200/",
                "http://1.1.1.1/",
                "http://1.1.1.1:443/",
                "https://1.1.1.1/{{env:PATH}}",
                "https://1.1.1.1/?a={{sys:user.home}}",
                "https://1.1.1.1/a b",
                "https://1.1.1.1/\r\nHost: evil",
                ""
            })
    void refusesEverySpelling(String url) {
        assertRefused(new EgressGuard(defaults, InetAddress::getAllByName), url);
    }

    @Test
    void oneForbiddenAddressForbidsTheHost() {
        EgressGuard guard = new EgressGuard(defaults, host -> new InetAddress[] {
            InetAddress.getByName("1.1.1.1"),
            InetAddress.getByName("2606:4700::1111"),
            InetAddress.getByName("10.0.0.1")
        });
        assertRefused(guard, "https://mixed.example/");
        assertThatThrownBy(() -> guard.resolve("mixed.example", 443)).isInstanceOf(ForbiddenAddressException.class);
    }

    @Test
    void whatIsThisMachinesOwnIsNotPublic() throws Exception {
        for (var card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress own : Collections.list(card.getInetAddresses())) {
                assertThat(Addresses.isPublic(own)).as(own.toString()).isFalse();
            }
        }
    }

    @Test
    void theOperatorsNetworksMayBeReachedAnyhow() throws Exception {
        EgressGuard guard = new EgressGuard(properties(List.of("10.1.0.0/16", "fd12::/16")), host ->
                new InetAddress[] {InetAddress.getByName(host.equals("inside") ? "10.1.2.3" : "10.2.0.1")});
        assertThat(guard.require("http://inside:8080/hook").getPort()).isEqualTo(8080);
        assertThat(guard.resolve("inside", 8080)).hasSize(1);
        assertRefused(guard, "http://outside:8080/hook");
        assertRefused(guard, "https://outside/hook");
    }

    @Test
    void aHostWithoutAnAddressIsRefused() {
        EgressGuard guard = new EgressGuard(defaults, host -> {
            throw new UnknownHostException(host);
        });
        assertRefused(guard, "https://nowhere.example/");
    }

    @Test
    void refusesMalformedConfiguration() {
        assertThatThrownBy(() -> properties(List.of("10.0.0.0/33")))
                .hasMessageContaining("dromedary.egress.allowed-subnets");
        assertThatThrownBy(() -> properties(List.of("example.org/8")))
                .hasMessageContaining("dromedary.egress.allowed-subnets");
        assertThatThrownBy(() -> new EgressProperties(Set.of(), List.of(), Duration.ofSeconds(30)))
                .hasMessageContaining("dromedary.egress.ports");
        assertThatThrownBy(() -> new EgressProperties(Set.of(443), List.of(), Duration.ZERO))
                .hasMessageContaining("dromedary.egress.deadline");
    }

    private EgressGuard guard(String address) {
        return new EgressGuard(defaults, host -> new InetAddress[] {InetAddress.getByName(address)});
    }

    static void assertRefused(EgressGuard guard, String url) {
        assertThatThrownBy(() -> guard.require(url))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WEBHOOK_URL_FORBIDDEN));
    }
}
