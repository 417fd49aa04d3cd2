package ai.miosa.spring.ai;

import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answer for the model.
 *
 * @param text the text; for an image, the JSON that Spring AI makes of images
 * @param failed whether the call failed or was rejected; not whether the command did
 * @param image the image, if the answer is one
 */
record ToolAnswer(String text, boolean failed, @Nullable Media image) {

	private static final String TYPE = "mimeType";

	private static final String DATA = "data";

	static ToolAnswer of(String text) {
		return new ToolAnswer(text, false, null);
	}

	static ToolAnswer failed(String text) {
		return new ToolAnswer(text, true, null);
	}

	static ToolAnswer of(MimeType type, byte[] image) {
		String json = JsonMapper.shared()
			.writeValueAsString(Map.of(TYPE, type.toString(), DATA, Base64.getEncoder().encodeToString(image)));
		return new ToolAnswer(json, false, Media.builder().mimeType(type).data(image).build());
	}

	/**
	 * Read the image of an answer from its text.
	 * @return the image, or {@code null} if the text is not one
	 */
	static @Nullable Media image(String text) {
		if (!text.startsWith("{")) {
			return null;
		}
		Map<String, String> image = JsonMapper.shared().readValue(text, new TypeReference<>() {
		});
		String type = image.get(TYPE);
		String data = image.get(DATA);
		return (type != null && data != null)
				? Media.builder().mimeType(MimeType.valueOf(type)).data(Base64.getDecoder().decode(data)).build()
				: null;
	}

}
