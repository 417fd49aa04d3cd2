package ai.miosa.spring.test.http;

import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of the wire protocol.
 */
public final class Json {

	/** Reads and writes as Jackson does by default. */
	public static final JsonMapper MAPPER = new JsonMapper();

	private Json() {
	}

	public static byte[] bytes(Map<String, ?> body) {
		return MAPPER.writeValueAsBytes(body);
	}

	public static JsonNode object(String body) {
		try {
			JsonNode node = MAPPER.readTree(body);
			if (node.isObject()) {
				return node;
			}
		}
		catch (JacksonException ex) {
			// Answered below; the exception quotes the body
		}
		throw new ApiException(400, "INVALID_JSON", "The body is not a JSON object");
	}

}
