package ai.miosa.spring.boot.test;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecResult;

@WebFluxTest
@WithMiosaLocalComputer
@Import(WebFluxSliceTests.Controller.class)
class WebFluxSliceTests {

	@Autowired
	private WebTestClient web;

	@Test
	void controllerRunsACommand() {
		this.web.get().uri("/hello").exchange().expectStatus().isOk().expectBody(String.class).isEqualTo("hello\n");
	}

	@RestController
	static class Controller {

		private final ReactiveMiosaExecTemplate miosa;

		Controller(ReactiveMiosaExecTemplate miosa) {
			this.miosa = miosa;
		}

		@GetMapping("/hello")
		Mono<String> hello() {
			return this.miosa.computer().bash("echo hello").mono().map(ExecResult::output);
		}

	}

	@SpringBootApplication
	static class Application {

	}

}
