package ai.miosa.spring.boot.autoconfigure;

import java.util.ResourceBundle;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;

import static org.assertj.core.api.Assertions.assertThat;

class MiosaRuntimeHintsTests {

	private static final String BUNDLE = "org.apache.tomcat.websocket.LocalStrings";

	@Test
	void registersTomcatsMessages() {
		RuntimeHints hints = new RuntimeHints();
		new MiosaRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.resource().forBundle(BUNDLE)).accepts(hints);
		assertThat(ResourceBundle.getBundle(BUNDLE).getString("wsWebSocketContainer.invalidStatus")).contains("[{0}]");
	}

	@Test
	void isRegistered() {
		assertThat(AotServices.factories().load(RuntimeHintsRegistrar.class).stream().map(Object::getClass))
			.contains(MiosaRuntimeHints.class);
	}

}
