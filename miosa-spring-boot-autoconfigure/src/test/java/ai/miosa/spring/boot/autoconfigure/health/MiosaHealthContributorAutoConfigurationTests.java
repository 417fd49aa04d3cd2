package ai.miosa.spring.boot.autoconfigure.health;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributors;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class MiosaHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
				WebClientAutoConfiguration.class, MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class,
				MiosaHealthContributorAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void contributesAsMiosa() {
		this.contextRunner.run((
				context) -> assertThat(context.getBean(ReactiveHealthContributorRegistry.class).getContributor("miosa"))
					.isInstanceOf(MiosaHealthIndicator.class));
	}

	@Test
	void checksOneComputerWithoutComposite() {
		this.contextRunner.withPropertyValues("miosa.health.computers=c1")
			.run((context) -> assertThat(context).hasSingleBean(MiosaHealthIndicator.class));
	}

	@Test
	void checksSeveralComputersOnceEach() {
		this.contextRunner.withPropertyValues("miosa.computer-id=z1", "miosa.health.computers=c2,z1,a3")
			.run((context) -> assertThat(context.getBean(CompositeReactiveHealthContributor.class).stream())
				.extracting(ReactiveHealthContributors.Entry::name)
				.containsExactly("z1", "c2", "a3"));
	}

	@Test
	void checksDerivedTemplates() {
		this.contextRunner.withUserConfiguration(DerivedTemplates.class)
			.run((context) -> assertThat(context.getBean(CompositeReactiveHealthContributor.class).stream())
				.extracting(ReactiveHealthContributors.Entry::name)
				.containsExactly("api", "acme"));
	}

	@Test
	void canBeDisabled() {
		this.contextRunner.withPropertyValues("management.health.miosa.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveHealthContributor.class));
	}

	@Test
	void canBeDisabledWithAllOthers() {
		this.contextRunner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveHealthContributor.class));
	}

	@Test
	void backsOffWhenMiosaIsDisabled() {
		this.contextRunner.withPropertyValues("miosa.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveHealthContributor.class));
	}

	@Test
	void backsOffWithoutHealth() {
		new ApplicationContextRunner()
			.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, MiosaAutoConfiguration.class,
					MiosaExecAutoConfiguration.class, MiosaHealthContributorAutoConfiguration.class))
			.withPropertyValues("miosa.api-key=msk_u_1")
			.run((context) -> assertThat(context).hasSingleBean(ReactiveMiosaExecTemplate.class)
				.doesNotHaveBean(MiosaHealthContributorAutoConfiguration.class));
	}

	@Test
	void backsOffForUsersIndicator() {
		ReactiveHealthIndicator indicator = () -> Mono.just(Health.up().build());
		this.contextRunner.withBean("miosaHealthIndicator", ReactiveHealthIndicator.class, () -> indicator)
			.run((context) -> assertThat(context.getBean(ReactiveHealthContributor.class)).isSameAs(indicator));
	}

	@Test
	void asksWithUsersTemplate() {
		this.contextRunner.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaHealthIndicator.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class DerivedTemplates {

		@Bean(defaultCandidate = false)
		ReactiveMiosaExecTemplate acme(ReactiveMiosaExecTemplate miosa) {
			return miosa.mutate().tenant("acme").computerId("c1").build();
		}

	}

}
