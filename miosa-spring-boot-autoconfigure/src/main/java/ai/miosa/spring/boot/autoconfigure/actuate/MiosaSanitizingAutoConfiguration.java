package ai.miosa.spring.boot.autoconfigure.actuate;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that hides secrets in actuator
 * endpoints.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class MiosaSanitizingAutoConfiguration {

	@Bean
	MiosaSanitizingFunction miosaSanitizingFunction() {
		return new MiosaSanitizingFunction();
	}

}
