package io.dromedary.egress;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Decides what may be called in the name of a tenant, twice: when a URL is given, and, as the resolver of the HTTP
 * client, when a connection is opened, by the very addresses that it is opened to. One forbidden address among those of
 * a host forbids the host. Thread-safe.
 */
@Component
public class EgressGuard implements DnsResolver {

    private static final int MAX_URL_LENGTH = 2_000;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** A host of many addresses must not outlast the deadline with attempts to connect. */
    private static final int MAX_ADDRESSES = 3;

    private final NameLookup names;
    private final Set<Integer> ports;
    private final List<Subnet> allowed;

    @Autowired
    EgressGuard(EgressProperties properties) {
        this(properties, InetAddress::getAllByName);
    }

    EgressGuard(EgressProperties properties, NameLookup names) {
        this.names = names;
        this.ports = Set.copyOf(properties.ports());
        this.allowed = properties.allowedSubnets().stream().map(Subnet::parse).toList();
    }

    /**
     * Accepts a URL as a client spells it: {@code https}, at an allowed port, without user, fragment, braces or
     * anything but ASCII, of a host of which every address is public; or anywhere in the operator's own networks.
     *
     * @throws Failure.Permanent {@link ErrorCode#WEBHOOK_URL_FORBIDDEN}
     */
    public URI require(String text) {
        URI url = parse(text);
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? HTTPS : HTTP;
        try {
            for (InetAddress address : names.lookUp(host(url))) {
                if (!isAllowed(address, port) || !(secure || isOperators(address))) {
                    throw forbidden("The URL leads to where the service does not go: https, port %s, a public address"
                            .formatted(ports.stream().sorted().toList()));
                }
            }
        } catch (UnknownHostException e) {
            throw new Failure.Permanent(ErrorCode.WEBHOOK_URL_FORBIDDEN, "The host of the URL has no address", e);
        }
        return url;
    }

    /** The text alone, without a look at the addresses. */
    private static URI parse(String text) {
        if (text.length() > MAX_URL_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw forbidden("A URL has %d visible ASCII characters at most".formatted(MAX_URL_LENGTH));
        }
        try {
            // Refuses backslashes and braces, which other parsers, or Camel's placeholders, would take for something.
            URI url = new URI(text);
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (!http || url.getHost() == null || url.getHost().contains("%")) {
                throw forbidden("The URL is not an absolute https URL");
            }
            if (url.getRawUserInfo() != null
                    || url.getRawFragment() != null
                    || url.getRawAuthority().contains("@")) {
                throw forbidden("The URL has a user or a fragment");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new Failure.Permanent(ErrorCode.WEBHOOK_URL_FORBIDDEN, "The URL is malformed", e);
        }
    }

    /** The host of a URL in its one spelling: lower case, and no dot at the end. */
    public static String host(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private boolean isAllowed(InetAddress address, int port) {
        return isOperators(address) || (Addresses.isPublic(address) && ports.contains(port));
    }

    private boolean isOperators(InetAddress address) {
        return allowed.stream().anyMatch(subnet -> subnet.contains(address));
    }

    /** {@inheritDoc} Called by the HTTP client for every new connection; what it returns is what is connected to. */
    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        InetAddress[] addresses = names.lookUp(host);
        if (!Arrays.stream(addresses).allMatch(address -> isAllowed(address, port))) {
            throw new ForbiddenAddressException(host);
        }
        return Arrays.stream(addresses)
                .limit(MAX_ADDRESSES)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** {@inheritDoc} Without a port nothing is allowed. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new ForbiddenAddressException(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static Failure forbidden(String detail) {
        return new Failure.Permanent(ErrorCode.WEBHOOK_URL_FORBIDDEN, detail);
    }
}
