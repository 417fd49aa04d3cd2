package ai.miosa.spring.boot.autoconfigure.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the health check.
 */
@ConfigurationProperties("miosa.health")
public class MiosaHealthProperties {

	/**
	 * Computers to check besides the default one.
	 */
	private List<String> computers = new ArrayList<>();

	/**
	 * Time allowed for the answer about each computer.
	 */
	private Duration timeout = Duration.ofSeconds(3);

	public List<String> getComputers() {
		return this.computers;
	}

	public void setComputers(List<String> computers) {
		this.computers = computers;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

}
