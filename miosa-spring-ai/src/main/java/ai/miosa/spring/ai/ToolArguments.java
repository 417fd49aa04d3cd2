package ai.miosa.spring.ai;

import org.springframework.util.StringUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The arguments that a model has given to a tool. What is wrong with them is told to the
 * model, without quoting them.
 */
final class ToolArguments {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final JsonNode arguments;

	private ToolArguments(JsonNode arguments) {
		this.arguments = arguments;
	}

	static ToolArguments parse(String json) {
		try {
			JsonNode arguments = MAPPER.readTree(json);
			if (arguments.isObject()) {
				return new ToolArguments(arguments);
			}
		}
		catch (JacksonException ex) {
			// Its message quotes the arguments
		}
		throw rejected("the arguments must be a JSON object");
	}

	/**
	 * Return a text that must be there.
	 */
	String text(String name) {
		JsonNode value = this.arguments.path(name);
		if (!value.isString() || !StringUtils.hasText(value.stringValue()) || value.stringValue().indexOf('\0') >= 0) {
			throw rejected("\"" + name + "\" must be a text that is not blank and has no NUL character");
		}
		return value.stringValue();
	}

	/**
	 * Return a whole number, or the default where the model gave none.
	 */
	long number(String name, long defaultValue, long min, long max) {
		JsonNode value = this.arguments.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return defaultValue;
		}
		if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
			throw rejected("\"" + name + "\" must be a whole number from " + min + " to " + max);
		}
		return value.longValue();
	}

	/**
	 * Return one of two texts, or the first where the model gave none.
	 */
	String choice(String name, String first, String second) {
		JsonNode value = this.arguments.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return first;
		}
		if (!value.isString() || !(value.stringValue().equals(first) || value.stringValue().equals(second))) {
			throw rejected("\"" + name + "\" must be \"" + first + "\" or \"" + second + "\"");
		}
		return value.stringValue();
	}

	private static ToolRejectedException rejected(String reason) {
		return new ToolRejectedException("Nothing was run: " + reason + ".");
	}

}
