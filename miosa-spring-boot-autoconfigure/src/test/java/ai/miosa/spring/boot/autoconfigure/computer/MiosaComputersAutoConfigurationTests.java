package ai.miosa.spring.boot.autoconfigure.computer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class MiosaComputersAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaComputersAutoConfiguration.class));

	private final ApplicationContextRunner contextRunnerWithTemplate = this.contextRunner
		.withConfiguration(AutoConfigurations.of(MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void definesTheComputersOfTheTemplate() {
		this.contextRunnerWithTemplate.run((context) -> assertThat(context).getBean(MiosaComputers.class)
			.isSameAs(context.getBean(ReactiveMiosaExecTemplate.class).computers()));
	}

	@Test
	@Tag("thorough")
	void backsOffWithoutTemplate() {
		this.contextRunner.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MiosaComputers.class));
	}

	@Test
	@Tag("thorough")
	void backsOffForUsersComputers() {
		this.contextRunnerWithTemplate.withBean("mine", MiosaComputers.class, () -> mock(MiosaComputers.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaComputers.class)
				.doesNotHaveBean("miosaComputers"));
	}

	@Test
	void negativeTimesAreExplained() {
		this.contextRunnerWithTemplate.withPropertyValues("miosa.computers.auto-stop=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("'miosa.computers.auto-stop'"));
		this.contextRunnerWithTemplate.withPropertyValues("miosa.computers.ready-timeout=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("'miosa.computers.ready-timeout'"));
	}

}
