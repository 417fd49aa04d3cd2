package ai.miosa.spring.boot.autoconfigure.computer;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;

/**
 * Properties of the computers and sandboxes that the application creates.
 *
 * @param template Template to create computers from. The server's default if not set.
 * @param size Size of computers: xs, small, medium, large or xl. The server's default if
 * not set.
 * @param autoStop Idle time after which the server stops a computer, at least 1 s.
 * Seconds if no unit is given. The server's default if not set.
 * @param namePrefix Beginning of generated names.
 * @param readyTimeout Time to wait until an ephemeral computer is ready. Seconds if no
 * unit is given.
 */
@ConfigurationProperties("miosa.computers")
record MiosaComputersProperties(@Nullable String template, @Nullable String size,
		@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration autoStop, @DefaultValue("miosa-spring") String namePrefix,
		@DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS) Duration readyTimeout) {

	MiosaComputersProperties {
		if (autoStop != null) {
			MiosaPropertyMapper.checkPositive("miosa.computers.auto-stop", autoStop);
		}
		MiosaPropertyMapper.checkPositive("miosa.computers.ready-timeout", readyTimeout);
	}

}
