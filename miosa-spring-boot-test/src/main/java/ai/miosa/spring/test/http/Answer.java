package ai.miosa.spring.test.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * What a request is answered with; the body is written when it is sent.
 */
public record Answer(int status, Map<String, String> headers, Body body) {

	public static Answer json(int status, byte[] body) {
		return of(status, Map.of("Content-Type", "application/json"), body);
	}

	public static Answer of(int status, Map<String, String> headers, byte[] body) {
		return new Answer(status, headers, (out) -> out.write(body));
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
