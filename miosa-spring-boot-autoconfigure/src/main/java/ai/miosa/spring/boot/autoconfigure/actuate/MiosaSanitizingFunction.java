package ai.miosa.spring.boot.autoconfigure.actuate;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides the environments of commands and the credentials below {@code miosa}, and the
 * query of the base URL, from actuator endpoints that are configured to show values.
 */
final class MiosaSanitizingFunction implements SanitizingFunction {

	private static final Pattern CREDENTIAL = Pattern.compile("(?<!require)apikey|token|secret|password|credential");

	/**
	 * A MIOSA property within another value, as in command lines and
	 * {@code SPRING_APPLICATION_JSON}.
	 */
	private static final Pattern SETTING = Pattern.compile(
			"miosa.*?(api[^a-z]?key|access[^a-z]?token|base[^a-z]?url|[\"'._]env[\"'._\\[])",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	@Override
	public SanitizableData apply(SanitizableData data) {
		// Properties and environment variables have several spellings
		List<String> path = List.of(data.getKey().toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
		if (path.isEmpty() || !path.get(0).equals("miosa")) {
			return holdsSetting(data.getValue()) ? data.withSanitizedValue() : data;
		}
		String name = String.join("", path);
		if (path.contains("env") || CREDENTIAL.matcher(name).find()) {
			return data.withSanitizedValue();
		}
		if (name.equals("miosabaseurl") && data.getValue() != null) {
			return data
				.withValue(data.getValue().toString().replaceFirst("\\?.*", "?" + SanitizableData.SANITIZED_VALUE));
		}
		return data;
	}

	private static boolean holdsSetting(@Nullable Object value) {
		return value instanceof CharSequence text && SETTING.matcher(text).find();
	}

}
