package ai.miosa.spring.job.client;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import ai.miosa.spring.job.JobStatus;

/**
 * Identifies a job among all with one id on a computer. Ids, which may be any text, are
 * names of directories there: bytes other than letters, digits, hyphens, underscores and
 * inner dots are percent-encoded.
 *
 * @param id the id
 * @param incarnation distinguishes the job from earlier and later ones with the same id
 */
record JobKey(String id, String incarnation) {

	private static final int MAX_LENGTH = 200;

	/**
	 * The incarnation that matches any job with the id.
	 */
	private static final String ANY = "-";

	static JobKey ofAny(String id) {
		return new JobKey(id, ANY);
	}

	boolean isAny() {
		return this.incarnation.equals(ANY);
	}

	static JobKey of(JobStatus status) {
		return new JobKey(status.jobId(), status.incarnation());
	}

	/**
	 * Return the key as the script writes it.
	 */
	String text() {
		return encode(this.id) + " " + this.incarnation;
	}

	/**
	 * Return the arguments of the script for a request about the job.
	 */
	String[] arguments(String verb, String... more) {
		return Stream.of(new String[] { verb }, arguments(), more).flatMap(Stream::of).toArray(String[]::new);
	}

	String[] arguments() {
		return new String[] { encode(this.id), this.incarnation };
	}

	/**
	 * Return the key of a start.
	 * @param id the id, or {@code null} for a random one
	 */
	static JobKey random(@Nullable String id) {
		return new JobKey((id != null) ? id : UUID.randomUUID().toString(),
				UUID.randomUUID().toString().replace("-", ""));
	}

	/**
	 * Check an id.
	 * @throws IllegalArgumentException if it is empty, too long or not valid Unicode
	 */
	static void check(@Nullable String id) {
		Assert.isTrue(id != null && !id.isEmpty(), "The id of a job must not be empty");
		Assert.isTrue(StandardCharsets.UTF_8.newEncoder().canEncode(id), "The id of a job must be valid Unicode");
		Assert.isTrue(encode(id).length() <= MAX_LENGTH, () -> "The id of a job must not exceed " + MAX_LENGTH
				+ " characters; each byte that is no letter, digit, hyphen, underscore or dot counts as three");
	}

	static String encode(String id) {
		StringBuilder name = new StringBuilder();
		for (byte next : id.getBytes(StandardCharsets.UTF_8)) {
			boolean plain = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9')
					|| next == '-' || next == '_' || (next == '.' && !name.isEmpty());
			name.append(plain ? (char) next : "%%%02X".formatted(next));
		}
		return name.toString();
	}

	static String decode(String name) {
		return StringUtils.uriDecode(name, StandardCharsets.UTF_8);
	}

}
