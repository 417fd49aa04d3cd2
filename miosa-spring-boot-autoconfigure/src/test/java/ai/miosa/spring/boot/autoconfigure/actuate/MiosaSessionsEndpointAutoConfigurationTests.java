package ai.miosa.spring.boot.autoconfigure.actuate;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import ai.miosa.spring.boot.actuate.MiosaSessionsEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

import static org.assertj.core.api.Assertions.assertThat;

class MiosaSessionsEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaAutoConfiguration.class, MiosaSessionAutoConfiguration.class,
				MiosaSessionsEndpointAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void isAvailableWhenExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=miosasessions")
			.run((context) -> assertThat(context).hasSingleBean(MiosaSessionsEndpoint.class));
	}

	@Test
	void isNotExposedByDefault() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(MiosaSessionRegistry.class)
			.doesNotHaveBean(MiosaSessionsEndpoint.class));
	}

	@Test
	void backsOffWithoutAccess() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.miosasessions.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaSessionsEndpoint.class));
	}

	@Test
	void backsOffWithoutSessions() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*", "miosa.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaSessionsEndpoint.class));
	}

	@Test
	void backsOffWithoutActuator() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaSessionRegistry.class)
				.doesNotHaveBean(MiosaSessionsEndpointAutoConfiguration.class));
	}

	@Test
	void backsOffForUsersEndpoint() {
		MiosaSessionsEndpoint endpoint = new MiosaSessionsEndpoint(new MiosaSessionRegistry());
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean(MiosaSessionsEndpoint.class, () -> endpoint)
			.run((context) -> assertThat(context).getBean(MiosaSessionsEndpoint.class).isSameAs(endpoint));
	}

}
