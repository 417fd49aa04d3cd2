package ai.miosa.spring.boot.autoconfigure.support;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Passes the values of properties to setters that check them. A failure names the
 * property.
 */
public final class MiosaPropertyMapper {

	private MiosaPropertyMapper() {
	}

	/**
	 * Pass the value of a property to a setter.
	 * @param <T> the type of the value
	 * @param property the name of the property
	 * @param value the value, or {@code null} if the property is not set
	 * @param target the setter
	 * @throws MiosaConfigurationException if the setter rejects the value
	 */
	public static <T> void apply(String property, @Nullable T value, Consumer<? super T> target) {
		if (value == null) {
			return;
		}
		try {
			target.accept(value);
		}
		catch (IllegalArgumentException ex) {
			throw new MiosaConfigurationException(
					"The value of '" + property + "' is not valid. " + ex.getMessage() + ".",
					"Correct '" + property + "'.");
		}
	}

	/**
	 * Check that a time is positive.
	 * @param property the name of the property
	 * @param time the time
	 * @throws MiosaConfigurationException if the time is not positive
	 */
	public static void checkPositive(String property, Duration time) {
		apply(property, time,
				(value) -> Assert.isTrue(!value.isNegative() && !value.isZero(), "The time must be positive"));
	}

}
