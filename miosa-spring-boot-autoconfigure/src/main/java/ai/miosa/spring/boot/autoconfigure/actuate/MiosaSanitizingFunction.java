package ai.miosa.spring.boot.autoconfigure.actuate;

import java.util.Locale;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Keeps the key, the environment of commands and the query of the base URL out of
 * actuator endpoints that are told to show values.
 */
final class MiosaSanitizingFunction implements SanitizingFunction {

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
		return data;
	}

}
