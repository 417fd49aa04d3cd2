package ai.miosa.spring.session.protocol;

import java.io.ByteArrayInputStream;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.api.Json;

/**
 * Reads the JSON of a port event. What is not a port event is ignored: it says nothing
 * about the command.
 */
final class PortEvents {

	private static final int MAX_PORT = 65535;

	private PortEvents() {
	}

	static SessionEvent.@Nullable Port read(boolean opened, byte[] json) {
		Map<String, @Nullable Object> details = Json.readObject(new ByteArrayInputStream(json));
		if (details != null && details.get("port") instanceof Integer port && port >= 0 && port <= MAX_PORT) {
			return new SessionEvent.Port(opened, port, details);
		}
		return null;
	}

}
