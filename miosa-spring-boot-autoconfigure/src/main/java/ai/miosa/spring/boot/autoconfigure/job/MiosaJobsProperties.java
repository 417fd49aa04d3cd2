package ai.miosa.spring.boot.autoconfigure.job;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * Properties of jobs.
 *
 * @param retention How long a job stays on the computer's disk after its end. Seconds if
 * no unit is given.
 * @param sessions Whether to follow jobs over sessions. Otherwise, they are polled with
 * one-shot calls.
 */
@ConfigurationProperties("miosa.jobs")
record MiosaJobsProperties(@DefaultValue("7d") @DurationUnit(ChronoUnit.SECONDS) Duration retention,
		@DefaultValue("true") boolean sessions) {

}
