package ai.miosa.spring.job;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

import ai.miosa.spring.session.SessionStream;

/**
 * SHA-256 of each stream of a job, which also checks that no byte is missing or repeated.
 */
final class StreamDigest {

	private final Map<SessionStream, MessageDigest> digests = new EnumMap<>(SessionStream.class);

	private JobPosition position = JobPosition.START;

	StreamDigest() throws NoSuchAlgorithmException {
		for (SessionStream stream : SessionStream.values()) {
			this.digests.put(stream, MessageDigest.getInstance("SHA-256"));
		}
	}

	void add(JobOutput output) {
		long expected = (output.stream() == SessionStream.STDOUT) ? this.position.stdout() : this.position.stderr();
		if (output.offset() != expected) {
			throw new IllegalStateException(output + " instead of " + expected);
		}
		this.position = this.position.after(output);
		this.digests.get(output.stream()).update(output.data().duplicate());
	}

	String hex(SessionStream stream) {
		return HexFormat.of().formatHex(this.digests.get(stream).digest());
	}

}
