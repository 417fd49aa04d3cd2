package ai.miosa.spring.boot.autoconfigure.computer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import ai.miosa.spring.boot.autoconfigure.MiosaExecTemplateCustomizer;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.ConditionalOnMissingUserBean;
import ai.miosa.spring.computer.ComputerDefaults;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaComputers}.
 */
@AutoConfiguration(after = MiosaExecAutoConfiguration.class)
@ConditionalOnBean(ReactiveMiosaExecTemplate.class)
@EnableConfigurationProperties(MiosaComputersProperties.class)
public final class MiosaComputersAutoConfiguration {

	@Bean
	MiosaExecTemplateCustomizer miosaComputersCustomizer(MiosaProperties connection,
			MiosaComputersProperties properties, Environment environment) {
		String application = environment.getProperty("spring.application.name", "application");
		return (builder) -> builder.computerDefaults(new ComputerDefaults(properties.template(), properties.size(),
				properties.autoStop(), properties.namePrefix(), properties.readyTimeout(), application,
				connection.sandboxId(), connection.startStoppedComputers()));
	}

	@Bean
	@ConditionalOnMissingUserBean(MiosaComputers.class)
	MiosaComputers miosaComputers(ReactiveMiosaExecTemplate template) {
		return template.computers();
	}

}
