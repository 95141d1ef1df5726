package io.dromedary;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Dromedary {

    public static void main(String[] args) {
        StopSignals.close(SpringApplication.run(Dromedary.class, args));
    }
}
