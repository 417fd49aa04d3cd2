package ai.miosa.spring.boot.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of metrics and traces.
 *
 * @param enabled Whether to record metrics and traces of executions and sessions.
 * @param includeContent Whether to add commands, environment variables and output to
 * spans, which may contain secrets.
 */
@ConfigurationProperties("miosa.observations")
public record MiosaObservationProperties(@DefaultValue("true") boolean enabled, boolean includeContent) {

}
