package ai.miosa.spring.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the server's hints about the wait before the next attempt. Negative, past and
 * implausible values are ignored.
 */
final class RetryAfter {

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

	private static final double MAX_SECONDS = 1e9;

	private RetryAfter() {
	}

	/**
	 * Read a {@code Retry-After} header.
	 * @param value seconds, possibly fractional, or an HTTP date (RFC 9110, section
	 * 10.2.3)
	 * @return the wait, or {@code null} if there is no hint
	 */
	static @Nullable Duration ofHeader(@Nullable String value) {
		if (value == null) {
			return null;
		}
		if (SECONDS.matcher(value).matches()) {
			return ofSeconds(Double.valueOf(value));
		}
		try {
			Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			Duration wait = Duration.between(Instant.now(), date);
			return wait.isNegative() ? null : wait;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	static @Nullable Duration ofSeconds(@Nullable Object value) {
		return (value instanceof Number number) ? of(number.doubleValue()) : null;
	}

	static @Nullable Duration ofMillis(@Nullable Object value) {
		return (value instanceof Number number) ? of(number.doubleValue() / 1000) : null;
	}

	private static @Nullable Duration of(double seconds) {
		return (seconds >= 0 && seconds <= MAX_SECONDS) ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
	}

}
