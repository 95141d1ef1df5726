package io.dromedary.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. */
@FunctionalInterface
interface NameLookup {

    /**
     * Looks the host up anew.
     *
     * @throws UnknownHostException when there are none
     */
    InetAddress[] lookUp(String host) throws UnknownHostException;
}
