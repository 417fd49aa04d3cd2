package ai.miosa.spring.test.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The JSON of the wire protocol, without data binding: that would change the JSON of
 * applications under test that use another version of Jackson.
 */
public final class Json {

	private Json() {
	}

	/**
	 * Write a JSON object.
	 * @param body the fields
	 * @return the object
	 */
	public static byte[] bytes(Map<String, ?> body) {
		return ai.miosa.spring.api.Json.writeObject(body);
	}

	public static Map<String, @Nullable Object> object(String body) {
		Map<String, @Nullable Object> object = read(body);
		if (object == null) {
			throw new ApiException(400, "INVALID_JSON", "The body is not a JSON object");
		}
		return object;
	}

	/**
	 * Read a JSON object.
	 * @param text the text
	 * @return the object, or {@code null} if the text is anything else
	 */
	public static @Nullable Map<String, @Nullable Object> read(String text) {
		return ai.miosa.spring.api.Json.readObject(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

}
