package ai.miosa.spring.job;

import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The ids of jobs, which name directories on the computer.
 */
final class JobIds {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

	private JobIds() {
	}

	static String random() {
		return UUID.randomUUID().toString();
	}

	static void check(@Nullable String id) {
		Assert.isTrue(id != null && ID.matcher(id).matches(), () -> "A job's id must match " + ID);
	}

}
