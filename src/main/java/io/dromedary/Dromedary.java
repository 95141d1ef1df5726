package io.dromedary;

import io.dromedary.cli.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service, or runs a command against a service that is running. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Dromedary {

    public static void main(String[] args) {
        if (Commands.areMeantBy(args)) {
            System.exit(Commands.run(System.getenv(), args));
        }
        StopSignals.close(SpringApplication.run(Dromedary.class, args));
    }
}
