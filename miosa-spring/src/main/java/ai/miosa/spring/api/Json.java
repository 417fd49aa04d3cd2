package ai.miosa.spring.api;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON objects as maps, with Jackson's streaming core only: data binding
 * on the class path would change the JSON of applications that use another version of
 * Jackson.
 */
public final class Json {

	/**
	 * Output is one JSON string, whose length is limited by the size of the response.
	 */
	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
		.build();

	private Json() {
	}

	/**
	 * Read a JSON object.
	 * @param json the JSON text in UTF-8
	 * @return the object's values, which are {@code String}, {@code Number},
	 * {@code Boolean}, {@code List}, {@code Map} or {@code null}; or {@code null} if the
	 * text is anything but one JSON object
	 */
	public static @Nullable Map<String, @Nullable Object> readObject(InputStream json) {
		return read(() -> FACTORY.createParser(ObjectReadContext.empty(), json), false);
	}

	/**
	 * Read the body of a response. Like {@link #readObject(InputStream)}, but an array is
	 * read as an object that has it as {@code data}.
	 */
	static @Nullable Map<String, @Nullable Object> readBody(InputStream json) {
		return read(() -> FACTORY.createParser(ObjectReadContext.empty(), json), true);
	}

	static @Nullable Map<String, @Nullable Object> readObject(String json) {
		return read(() -> FACTORY.createParser(ObjectReadContext.empty(), json), false);
	}

	private static @Nullable Map<String, @Nullable Object> read(Supplier<JsonParser> source, boolean array) {
		try (JsonParser parser = source.get()) {
			JsonToken start = parser.nextToken();
			if (start != JsonToken.START_OBJECT && !(array && start == JsonToken.START_ARRAY)) {
				return null;
			}
			Map<String, @Nullable Object> object = (start == JsonToken.START_ARRAY) ? Map.of("data", list(parser))
					: object(parser);
			return (parser.nextToken() == null) ? object : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static Map<String, @Nullable Object> object(JsonParser parser) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			parser.nextToken();
			object.put(name, value(parser));
		}
		return object;
	}

	private static List<@Nullable Object> list(JsonParser parser) {
		List<@Nullable Object> list = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			list.add(value(parser));
		}
		return list;
	}

	private static @Nullable Object value(JsonParser parser) {
		return switch (parser.currentToken()) {
			case START_OBJECT -> object(parser);
			case START_ARRAY -> list(parser);
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			default -> null;
		};
	}

	/**
	 * Write a JSON object.
	 * @param object the object's values, which are {@code String}, {@code Integer},
	 * {@code Long}, {@code Boolean}, {@code List} or {@code Map}
	 * @return the JSON text in UTF-8
	 */
	public static byte[] writeObject(Map<String, ?> object) {
		ByteArrayOutputStream json = new ByteArrayOutputStream();
		try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
			write(generator, object);
		}
		return json.toByteArray();
	}

	private static void write(JsonGenerator generator, Map<?, ?> object) {
		generator.writeStartObject();
		object.forEach((name, value) -> {
			generator.writeName(name.toString());
			write(generator, value);
		});
		generator.writeEndObject();
	}

	private static void write(JsonGenerator generator, Object value) {
		if (value instanceof Map<?, ?> map) {
			write(generator, map);
		}
		else if (value instanceof List<?> list) {
			generator.writeStartArray();
			list.forEach((element) -> write(generator, element));
			generator.writeEndArray();
		}
		else if (value instanceof Number number) {
			generator.writeNumber(number.longValue());
		}
		else if (value instanceof Boolean flag) {
			generator.writeBoolean(flag);
		}
		else {
			generator.writeString(value.toString());
		}
	}

}
