package ai.miosa.spring.session.protocol;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of a port event. What is not a port event is ignored: it says nothing
 * about the command.
 */
final class PortEvents {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {
	};

	private static final int MAX_PORT = 65535;

	private PortEvents() {
	}

	static SessionEvent.@Nullable Port read(boolean opened, byte[] json) {
		try {
			JsonNode root = JSON.readTree(json);
			JsonNode port = root.path("port");
			if (!port.isIntegralNumber() || !port.canConvertToInt() || port.intValue() < 0
					|| port.intValue() > MAX_PORT) {
				return null;
			}
			return new SessionEvent.Port(opened, port.intValue(), JSON.convertValue(root, DETAILS));
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
