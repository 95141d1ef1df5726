package io.dromedary;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class Dromedary {

    public static void main(String[] args) {
        SpringApplication.run(Dromedary.class, args);
    }
}
