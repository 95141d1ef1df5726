package io.dromedary.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the public Internet from all others. What has a special purpose (IANA's registries, RFC 6890) is
 * not public, nor is what leads to such an address by another way: mapped, translated and tunnelled IPv4, and the
 * addresses of this machine.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>
 */
final class Addresses {

    private static final List<Subnet> SPECIAL = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8",
                    "100.64.0.0/10", // shared by carriers; the metadata of Alibaba's cloud
                    "127.0.0.0/8",
                    "168.63.129.16/32", // the metadata of Azure, though public
                    "169.254.0.0/16", // link-local; the metadata of most clouds
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24", // relays of 6to4
                    "192.168.0.0/16",
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "::/96", // unspecified, loopback, and IPv4 in its old form
                    "::ffff:0:0:0/96", // translated IPv4
                    "64:ff9b::/96", // NAT64, which may lead anywhere
                    "64:ff9b:1::/48",
                    "100::/64", // discarded
                    "2001::/23", // protocols: Teredo, ORCHID and others
                    "2001:db8::/32",
                    "2002::/16", // 6to4
                    "3fff::/20",
                    "5f00::/16", // segment routing
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10", // site-local, long deprecated
                    "ff00::/8")
            .map(Subnet::parse)
            .toList();

    private Addresses() {}

    /** {@code ::ffff:0:0/96} needs no range: Java reads it as the IPv4 that it is. */
    static boolean isPublic(InetAddress address) {
        return SPECIAL.stream().noneMatch(subnet -> subnet.contains(address)) && !isOwn(address);
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new IllegalStateException("The network interfaces cannot be read", e);
        }
    }
}
