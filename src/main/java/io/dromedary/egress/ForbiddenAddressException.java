package io.dromedary.egress;

import java.net.UnknownHostException;

/** A host has an address that the service does not connect to. It names the host, never the address behind it. */
public final class ForbiddenAddressException extends UnknownHostException {

    ForbiddenAddressException(String host) {
        super(host + " has an address that is not allowed");
    }
}
