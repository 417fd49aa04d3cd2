package ai.miosa.samples.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The file of computers.
 */
class FleetConfigurationTests {

	@TempDir
	private Path directory;

	@Test
	void blankLinesOfComputersAreIgnored() throws Exception {
		Files.writeString(this.directory.resolve("computers.csv"), "name,id\n\nweb-1, cmp_123 \r\n\n");
		assertThat(FleetConfiguration.computers(properties())).containsOnly(Map.entry("web-1", "cmp_123"));
	}

	@Test
	void lineThatIsNoComputerIsExplained() throws Exception {
		Files.writeString(this.directory.resolve("computers.csv"), "name,id\nweb-1;cmp_123\n");
		assertThatIllegalStateException().isThrownBy(() -> FleetConfiguration.computers(properties()))
			.withMessageContaining("computers.csv");
	}

	private FleetProperties properties() {
		return new FleetProperties(this.directory, "1", 10, 10, Duration.ofHours(1));
	}

}
