package ai.miosa.spring.boot.autoconfigure.job;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of jobs.
 */
@ConfigurationProperties("miosa.jobs")
public class MiosaJobsProperties {

	/**
	 * How long a job stays on the computer's disk after its end.
	 */
	private Duration retention = Duration.ofDays(7);

	/**
	 * Whether to follow and to wait for jobs over sessions, where these are available,
	 * rather than by one-shot calls alone.
	 */
	private boolean sessions = true;

	public Duration getRetention() {
		return this.retention;
	}

	public void setRetention(Duration retention) {
		this.retention = retention;
	}

	public boolean isSessions() {
		return this.sessions;
	}

	public void setSessions(boolean sessions) {
		this.sessions = sessions;
	}

}
