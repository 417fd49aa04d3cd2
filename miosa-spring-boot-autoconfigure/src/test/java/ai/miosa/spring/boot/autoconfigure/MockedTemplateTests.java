package ai.miosa.spring.boot.autoconfigure;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * An application whose templates are mocked starts without an API key.
 */
class MockedTemplateTests {

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "spring.main.banner-mode=off")
	class Blocking {

		@MockitoBean
		MiosaExecTemplate miosa;

		@Autowired
		Builds builds;

		@Test
		void startsWithoutKey() {
			given(this.miosa.bash("c1", "java --version")).willReturn(ExecResult.of(ExecKind.BASH, "c1", 0, "25"));
			assertThat(this.builds.javaVersion()).isEqualTo("25");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "spring.main.banner-mode=off")
	class Reactive {

		@MockitoBean
		ReactiveMiosaExecTemplate miosa;

		@Autowired
		Builds builds;

		@Test
		void startsWithoutKey() {
			assertThat(this.builds).isNotNull();
		}

	}

	record Builds(MiosaExecOperations miosa) {

		String javaVersion() {
			return this.miosa.bash("c1", "java --version").orThrow().output();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			WebClientAutoConfiguration.class, MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class,
			MiosaJobsAutoConfiguration.class, MiosaSessionAutoConfiguration.class })
	static class Application {

		@Bean
		Builds builds(MiosaExecOperations miosa) {
			return new Builds(miosa);
		}

	}

}
