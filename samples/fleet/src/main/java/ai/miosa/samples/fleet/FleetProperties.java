package ai.miosa.samples.fleet;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the fleet.
 *
 * @param directory Directory of the files.
 * @param run Name of the run. Another name runs all commands again.
 * @param chunkSize How many commands run at a time in all.
 * @param maxPerComputer How many commands run at a time on one computer.
 * @param timeout Time allowed for each command.
 */
@ConfigurationProperties("fleet")
record FleetProperties(@DefaultValue(".") Path directory, @DefaultValue("1") String run,
		@DefaultValue("400") int chunkSize, @DefaultValue("20") int maxPerComputer,
		@DefaultValue("1h") Duration timeout) {

	Path computers() {
		return this.directory.resolve("computers.csv");
	}

	Path commands() {
		return this.directory.resolve("commands.csv");
	}

	Path results() {
		return this.directory.resolve("results.csv");
	}

}
