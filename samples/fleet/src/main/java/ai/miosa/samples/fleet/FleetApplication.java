package ai.miosa.samples.fleet;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Runs the commands of {@code commands.csv} on the computers of {@code computers.csv} and
 * writes {@code results.csv}. Started again after it was killed, it continues.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FleetApplication {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(FleetApplication.class, args)));
	}

}
