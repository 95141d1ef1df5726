package io.dromedary.camel;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.Descriptor;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanAttributeInfo;
import javax.management.modelmbean.ModelMBeanConstructorInfo;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.ModelMBeanInfoSupport;
import javax.management.modelmbean.ModelMBeanNotificationInfo;
import javax.management.modelmbean.ModelMBeanOperationInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.springframework.stereotype.Component;

/**
 * Leaves of Camel's MBeans what operating takes: every figure, and the operations that start, stop and pause routes.
 * Left out is whatever runs what the caller brings along or shows what passes through: sending bodies, making
 * endpoints, replacing routes, reading secrets of components, tracing and debugging messages. Camel offers these to
 * whoever can reach JMX.
 *
 * <p>Allowed is what is named here, so that an operation which a later Camel adds stays out.
 */
@Component
class HarmlessManagement implements CamelContextConfiguration {

    /** By the key {@code type} of the object name; every other MBean only shows figures. */
    private static final Map<String, Set<String>> OPERATIONS = Map.of(
            "routes", Set.of("start", "stop", "suspend", "resume", "restart", "reset", "dumpRouteStatsAsXml"),
            "routegroups", Set.of("start", "stop", "reset"),
            "context", Set.of("suspend", "resume", "startAllRoutes", "reset", "dumpRoutesStatsAsXml"),
            "deadletters", Set.of("replayAll"));

    /** The one setting that operators change while the service runs: the rate of a throttler. */
    private static final Set<String> SETTINGS = Set.of("MaximumRequests");

    private static final Pattern GETTER = Pattern.compile("(get|is)[A-Z].*");

    /** MBeans that show messages, or the configuration of components with its secrets. */
    private static final Set<String> HIDDEN = Set.of("tracer", "components", "endpoints", "services", "eventnotifiers");

    @Override
    public void beforeApplicationStart(CamelContext context) {
        // Before the context registers its first MBean.
        context.getCamelContextExtension().setManagementMBeanAssembler(new Assembler(context));
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        // Nothing is left to do.
    }

    private static final class Assembler extends DefaultManagementMBeanAssembler {

        Assembler(CamelContext context) {
            super(context);
        }

        @Override
        public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
            ModelMBean bean = super.assemble(server, managed, name);
            if (bean != null) {
                restrict(bean, String.valueOf(name.getKeyProperty("type")));
            }
            return bean;
        }

        private static void restrict(ModelMBean bean, String type) throws MBeanException {
            ModelMBeanInfo info = (ModelMBeanInfo) bean.getMBeanInfo();
            Set<String> allowed = OPERATIONS.getOrDefault(type, Set.of());
            bean.setModelMBeanInfo(new ModelMBeanInfoSupport(
                    info.getClassName(),
                    info.getDescription(),
                    Arrays.stream(info.getAttributes())
                            .map(ModelMBeanAttributeInfo.class::cast)
                            .filter(attribute -> !HIDDEN.contains(type))
                            .map(Assembler::readOnly)
                            .toArray(ModelMBeanAttributeInfo[]::new),
                    new ModelMBeanConstructorInfo[0],
                    Arrays.stream(info.getOperations())
                            .map(ModelMBeanOperationInfo.class::cast)
                            .filter(operation -> allowed.contains(operation.getName()) || isAccessor(operation, type))
                            .toArray(ModelMBeanOperationInfo[]::new),
                    new ModelMBeanNotificationInfo[0],
                    info.getMBeanDescriptor()));
        }

        /** A model MBean reads and writes its attributes through operations of the same name. */
        private static boolean isAccessor(ModelMBeanOperationInfo operation, String type) {
            String name = operation.getName();
            if (HIDDEN.contains(type)) {
                return false;
            }
            return name.startsWith("set")
                    ? SETTINGS.contains(name.substring("set".length()))
                    : GETTER.matcher(name).matches() && operation.getSignature().length == 0;
        }

        private static ModelMBeanAttributeInfo readOnly(ModelMBeanAttributeInfo attribute) {
            if (!attribute.isWritable() || SETTINGS.contains(attribute.getName())) {
                return attribute;
            }
            Descriptor descriptor = attribute.getDescriptor();
            descriptor.removeField("setMethod");
            return new ModelMBeanAttributeInfo(
                    attribute.getName(),
                    attribute.getType(),
                    attribute.getDescription(),
                    attribute.isReadable(),
                    false,
                    attribute.isIs(),
                    descriptor);
        }
    }
}
