package ai.miosa.spring.benchmarks;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The API, which is configured by system properties as in an application.
 */
final class Api {

	static final String KEY = System.getProperty("miosa.api-key");

	static final URI EXEC = URI.create(
			System.getProperty("miosa.base-url") + "/computers/" + System.getProperty("miosa.computer-id") + "/exec");

	static final String SUBPROTOCOL = "miosa-exec-v1";

	static final String COMMAND = "uname -a";

	private Api() {
	}

	static URI session(String command) {
		return URI.create(EXEC.toString().replaceFirst("http", "ws") + "/stream?tty=false&command="
				+ URLEncoder.encode(command, StandardCharsets.UTF_8));
	}

}
