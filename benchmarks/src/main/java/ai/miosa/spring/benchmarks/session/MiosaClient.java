package ai.miosa.spring.benchmarks.session;

import java.time.Duration;
import java.util.function.UnaryOperator;

import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.exec.MiosaExecTemplate;
import ai.miosa.spring.exec.ReactiveMiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * The starter's sessions.
 */
public final class MiosaClient implements AutoCloseable {

	/**
	 * Longer than any command of a measurement takes.
	 */
	public static final Duration LONGEST = Duration.ofMinutes(5);

	private final MiosaSessionClient client;

	private final MiosaExecTemplate template;

	/**
	 * Create a client.
	 * @param server the server
	 * @param secure whether to use TLS
	 * @param customizer customizes the session client
	 */
	public MiosaClient(ServerAddress server, boolean secure, UnaryOperator<MiosaSessionClient.Builder> customizer) {
		this.client = customizer
			.apply(MiosaSessionClient.builder(server.endpoint(secure)).sslContext(server.sslContext()))
			.build();
		this.template = new MiosaExecTemplate(
				ReactiveMiosaExecTemplate.builder(WebClient.builder(), server.endpoint(secure))
					.sessions(this.client)
					.build());
	}

	MiosaClient(ServerAddress server, boolean secure) {
		this(server, secure, UnaryOperator.identity());
	}

	/**
	 * Open a session whose output is captured.
	 * @param command the command
	 * @return the session
	 */
	public MiosaSession open(String command) {
		return this.template.spawn(ServerAddress.COMPUTER, command, SessionOptions.none());
	}

	/**
	 * Open a session whose output is streamed.
	 * @param command the command
	 * @return the session
	 */
	public MiosaSession openStreamed(String command) {
		return this.template.spawn(ServerAddress.COMPUTER, command,
				SessionOptions.builder().output(OutputMode.STREAMED).build());
	}

	/**
	 * Open a session whose output is handled.
	 * @param command the command
	 * @param handler the handler
	 * @return the session
	 */
	public MiosaSession open(String command, SessionOutputHandler handler) {
		return this.template.spawn(ServerAddress.COMPUTER, command,
				SessionOptions.builder().outputHandler(handler).build());
	}

	@Override
	public void close() {
		this.client.close();
	}

}
