package ai.miosa.spring.test;

import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of the wire protocol.
 */
final class Json {

	static final JsonMapper MAPPER = new JsonMapper();

	private Json() {
	}

	static byte[] bytes(Map<String, ?> body) {
		return MAPPER.writeValueAsBytes(body);
	}

	static JsonNode object(String body) {
		try {
			JsonNode node = MAPPER.readTree(body);
			if (node.isObject()) {
				return node;
			}
		}
		catch (JacksonException ex) {
			// Answered below; the exception quotes the body
		}
		throw new ApiError(400, "INVALID_JSON", "The body is not a JSON object");
	}

}
