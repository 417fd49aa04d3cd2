package ai.miosa.spring.boot.autoconfigure.actuate;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Keeps the key, the environment of commands and the query of the base URL out of
 * actuator endpoints that are told to show values.
 */
final class MiosaSanitizingFunction implements SanitizingFunction {

	private static final Pattern SETTING = Pattern.compile(
			"miosa.*?(api[^a-z]?key|base[^a-z]?url|(exec|session).*?env)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	@Override
	public SanitizableData apply(SanitizableData data) {
		// A property and the environment variable for it are spelled in several ways
		String key = data.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
		if (key.equals("miosaapikey") || key.startsWith("miosaexecenv") || key.startsWith("miosasessionenv")) {
			return data.withSanitizedValue();
		}
		if (key.equals("miosabaseurl") && data.getValue() != null) {
			return data
				.withValue(data.getValue().toString().replaceFirst("\\?.*", "?" + SanitizableData.SANITIZED_VALUE));
		}
		return holdsSecret(data.getValue()) ? data.withSanitizedValue() : data;
	}

	/**
	 * Return whether a value sets one of our properties itself, as command lines and
	 * {@code SPRING_APPLICATION_JSON} do.
	 */
	private static boolean holdsSecret(@Nullable Object value) {
		return value instanceof CharSequence text && SETTING.matcher(text).find();
	}

}
