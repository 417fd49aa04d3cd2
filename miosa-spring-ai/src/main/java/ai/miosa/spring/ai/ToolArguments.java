package ai.miosa.spring.ai;

import java.nio.charset.StandardCharsets;

import org.springframework.util.StringUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.text.CommandChecks;

/**
 * The arguments of a tool call. Rejections never quote them.
 */
final class ToolArguments {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	// With the text that a tool adds, below the 120,000 bytes allowed for a job's command
	private static final int MAX_SIZE = 100_000;

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
		throw ToolFailedException.rejected("the arguments must be a JSON object.");
	}

	String text(String name) {
		JsonNode value = this.arguments.path(name);
		if (!value.isString() || !StringUtils.hasText(value.stringValue())) {
			throw ToolFailedException.rejected("\"" + name + "\" must be a string that is not blank.");
		}
		return check(value.stringValue(), "\"" + name + "\"");
	}

	/**
	 * Check that a text can be run.
	 * @return the text
	 */
	static String check(String text, String name) {
		try {
			CommandChecks.checkText(text, name);
		}
		catch (IllegalArgumentException ex) {
			throw ToolFailedException.rejected(ex.getMessage() + ".");
		}
		if (text.getBytes(StandardCharsets.UTF_8).length > MAX_SIZE) {
			throw ToolFailedException
				.rejected(name + " must not exceed 100,000 bytes. Write it to a file in parts and run that.");
		}
		return text;
	}

	/**
	 * Return a whole number, which may be given as a text. A fraction is rounded up, and
	 * a number out of range is replaced by the nearest one in the range.
	 */
	long number(String name, long defaultValue, long min, long max) {
		JsonNode value = this.arguments.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return defaultValue;
		}
		try {
			double number = (value.isNumber() || value.isString()) ? Double.parseDouble(value.asString()) : Double.NaN;
			if (!Double.isNaN(number)) {
				return (long) Math.min(Math.max(Math.ceil(number), min), max);
			}
		}
		catch (NumberFormatException ex) {
			// Rejected below
		}
		throw ToolFailedException.rejected("\"" + name + "\" must be a number.");
	}

	/**
	 * Return one of two texts, by default the first.
	 */
	String choice(String name, String first, String second) {
		JsonNode value = this.arguments.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return first;
		}
		if (!value.isString() || !(value.stringValue().equals(first) || value.stringValue().equals(second))) {
			throw ToolFailedException.rejected("\"" + name + "\" must be \"" + first + "\" or \"" + second + "\".");
		}
		return value.stringValue();
	}

}
