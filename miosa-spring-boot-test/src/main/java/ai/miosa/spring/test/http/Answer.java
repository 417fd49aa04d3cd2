package ai.miosa.spring.test.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Response to a request, whose body is written when it is sent.
 */
public record Answer(int status, Map<String, String> headers, Body body) {

	private static final String EVENT_STREAM = "text/event-stream";

	public static Answer json(int status, byte[] body) {
		return of(status, Map.of("Content-Type", "application/json"), body);
	}

	public static Answer of(int status, Map<String, String> headers, byte[] body) {
		return new Answer(status, headers, (out) -> out.write(body));
	}

	/**
	 * Answer with server-sent events, which are sent whenever the body is flushed.
	 * @param body writes the events
	 * @return the answer
	 */
	public static Answer events(Body body) {
		return new Answer(200, Map.of("Content-Type", EVENT_STREAM), body);
	}

	boolean isStream() {
		return EVENT_STREAM.equals(this.headers.get("Content-Type"));
	}

	public Answer with(String header, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(header, value);
		return new Answer(this.status, headers, this.body);
	}

	public byte[] bytes() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		this.body.writeTo(bytes);
		return bytes.toByteArray();
	}

	/**
	 * Writes a body.
	 */
	@FunctionalInterface
	public interface Body {

		void writeTo(OutputStream out) throws IOException;

	}

}
