package ai.miosa.spring.session;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PortEventTests {

	@Test
	void offersThePreviewUrlIfTheServerSentItsParts() {
		Map<String, Object> details = Map.of("port", 3000, "slug", "build-42", "preview_domain", "miosa.example");
		assertThat(new PortEvent(PortEvent.Type.OPENED, 3000, details).previewUrl())
			.hasToString("https://3000-build-42.sandbox.miosa.example");
		assertThat(new PortEvent(PortEvent.Type.OPENED, 3000, Map.of("port", 3000)).previewUrl()).isNull();
	}

}
