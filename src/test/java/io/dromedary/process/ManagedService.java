package io.dromedary.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What an operator's JMX client does to a service in another process of the same user. */
public final class ManagedService implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    @SuppressWarnings("BanJNDI") // The other end is a child of this process.
    private ManagedService(String address) throws IOException {
        this.connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
        this.beans = connector.getMBeanServerConnection();
    }

    public static ManagedService attach(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            return new ManagedService(machine.startLocalManagementAgent());
        } finally {
            machine.detach();
        }
    }

    /** The object names that match, as text. */
    Set<String> names(String pattern) throws IOException, JMException {
        return beans.queryNames(new ObjectName(pattern), null).stream()
                .map(ObjectName::toString)
                .collect(Collectors.toSet());
    }

    static String route(String id) {
        return "org.apache.camel:context=dromedary,type=routes,name=\"%s\"".formatted(id);
    }

    void tell(String name, String operation) throws IOException, JMException {
        beans.invoke(new ObjectName(name), operation, new Object[0], new String[0]);
    }

    /** Calls an operation, and returns its result. */
    public Object call(String name, String operation, Object[] arguments, String... types)
            throws IOException, JMException {
        return beans.invoke(new ObjectName(name), operation, arguments, types);
    }

    Object attribute(String name, String attribute) throws IOException, JMException {
        return beans.getAttribute(new ObjectName(name), attribute);
    }

    MBeanInfo info(String name) throws IOException, JMException {
        return beans.getMBeanInfo(new ObjectName(name));
    }

    MBeanServerConnection beans() {
        return beans;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
