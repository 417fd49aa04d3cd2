package ai.miosa.spring.benchmarks.session;

import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.benchmarks.support.Stub;
import ai.miosa.spring.exec.MiosaExecTemplate;
import ai.miosa.spring.exec.ReactiveMiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * Opens sessions with the starter.
 */
final class MiosaSessions {

	private final MiosaSessionClient client;

	private final MiosaExecTemplate template;

	MiosaSessions() {
		this(MiosaSessionClient.builder(Stub.endpoint()).build());
	}

	MiosaSessions(MiosaSessionClient client) {
		this.client = client;
		this.template = new MiosaExecTemplate(
				ReactiveMiosaExecTemplate.builder(WebClient.builder(), Stub.endpoint()).sessions(client).build());
	}

	MiosaSession spawn(String command) {
		return this.template.spawn(Stub.COMPUTER, command, SessionOptions.none());
	}

	MiosaSession spawn(String command, SessionOutputHandler handler) {
		return this.template.spawn(Stub.COMPUTER, command, SessionOptions.builder().outputHandler(handler).build());
	}

	void close() {
		this.client.close();
	}

}
