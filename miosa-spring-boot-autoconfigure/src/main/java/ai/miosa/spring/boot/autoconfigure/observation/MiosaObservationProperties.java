package ai.miosa.spring.boot.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of metrics and traces.
 */
@ConfigurationProperties("miosa.observations")
public class MiosaObservationProperties {

	/**
	 * Whether to record metrics and traces of executions and sessions.
	 */
	private boolean enabled = true;

	/**
	 * Whether traces carry the command or code, the environment and the output, which may
	 * be secret.
	 */
	private boolean includeContent;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public boolean isIncludeContent() {
		return this.includeContent;
	}

	public void setIncludeContent(boolean includeContent) {
		this.includeContent = includeContent;
	}

}
