package ai.miosa.spring.boot.test;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

@SpringJUnitConfig
@WithMiosaLocalComputer
class WithMiosaLocalComputerTests {

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private String baseUrl;

	@Test
	void startsALocalComputerForTheTestClass() {
		assertThat(this.computer.home()).exists();
		assertThat(this.baseUrl).isEqualTo(this.computer.getBaseUrl());
	}

	@RepeatedTest(2)
	@Tag("thorough")
	void resetsTheLocalComputerAfterEachTest() throws IOException {
		assertThat(this.computer.home()).isEmptyDirectory();
		assertThat(this.computer.faults().remaining()).isZero();
		Files.createFile(this.computer.home().resolve("file"));
		this.computer.faults().next(Fault.stall());
	}

	@Configuration(proxyBeanMethods = false)
	static class Client {

		@Bean
		String baseUrl(MiosaConnectionDetails details) {
			return details.getBaseUrl();
		}

	}

}
