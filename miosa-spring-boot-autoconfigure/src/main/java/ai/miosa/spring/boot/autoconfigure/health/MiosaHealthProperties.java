package ai.miosa.spring.boot.autoconfigure.health;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;

/**
 * Properties of the health check.
 *
 * @param computers Computers to check in addition to the default one.
 * @param timeout Timeout of the request for each computer. Seconds if no unit is given.
 */
@ConfigurationProperties("miosa.health")
record MiosaHealthProperties(@DefaultValue List<String> computers,
		@DefaultValue("3s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout) {

	MiosaHealthProperties {
		MiosaPropertyMapper.checkPositive("miosa.health.timeout", timeout);
	}

}
