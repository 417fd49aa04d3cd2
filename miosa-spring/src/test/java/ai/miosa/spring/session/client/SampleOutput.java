package ai.miosa.spring.session.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import ai.miosa.spring.session.SessionOutput;

/**
 * Output of a server for tests, and how to tell what has arrived of it.
 */
final class SampleOutput {

	private SampleOutput() {
	}

	/**
	 * Say something on both streams and exit with 7.
	 */
	static void talk(SessionPeer peer) throws IOException {
		peer.stdout("out 1 ");
		peer.stderr("err 1 ");
		peer.stdout("out 2");
		peer.stderr("err 2");
		peer.exitAndClose(7);
	}

	static String describe(SessionOutput output) {
		return output.stream() + " " + new String(output.bytes(), StandardCharsets.UTF_8);
	}

}
