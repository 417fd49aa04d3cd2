package ai.miosa.spring.test.api;

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ai.miosa.spring.test.http.ReceivedRequest;

import static org.assertj.core.api.Assertions.assertThat;

class RequestLogTests {

	@Test
	@Tag("thorough")
	void oldestCommandsAreForgotten() {
		RequestLog log = new RequestLog();
		ReceivedRequest request = new ReceivedRequest("POST", "/", Map.of(), "");
		for (int i = 0; i <= 100_000; i++) {
			log.add(request, new Target(null, "command " + i));
		}
		assertThat(log.arrivals("command 0")).isZero();
		assertThat(log.arrivals("command 1")).isOne();
		assertThat(log.total()).isEqualTo(100_001);
	}

}
