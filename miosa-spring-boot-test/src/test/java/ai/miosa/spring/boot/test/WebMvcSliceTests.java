package ai.miosa.spring.boot.test;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import ai.miosa.spring.core.MiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@WebMvcTest
@WithMiosaLocalComputer
@Import(WebMvcSliceTests.Controller.class)
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void controllerRunsACommand() {
		assertThat(this.mvc.get().uri("/hello")).hasStatusOk().hasBodyTextEqualTo("hello\n");
	}

	@RestController
	static class Controller {

		private final MiosaExecTemplate miosa;

		Controller(MiosaExecTemplate miosa) {
			this.miosa = miosa;
		}

		@GetMapping("/hello")
		String hello() {
			return this.miosa.computer().bash("echo hello").run().output();
		}

	}

	@SpringBootApplication
	static class Application {

	}

}
