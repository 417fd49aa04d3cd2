package ai.miosa.spring.benchmarks.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionClientBuilder;

/**
 * The starter's sessions.
 */
public final class MiosaClient implements AutoCloseable {

	private static final Duration LONGEST = Duration.ofMinutes(5);

	private static final int BUFFER = 64 * 1024;

	private final MiosaSessionClient client;

	private final MiosaExecTemplate template;

	/**
	 * Create a client.
	 * @param server the server
	 * @param secure whether to use TLS
	 * @param customizer customizes the session client
	 */
	public MiosaClient(ServerAddress server, boolean secure, UnaryOperator<MiosaSessionClientBuilder> customizer) {
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

	MiosaSession openStreamed(String command) {
		return this.template.spawn(ServerAddress.COMPUTER, command,
				SessionOptions.builder().output(OutputMode.STREAMED).build());
	}

	MiosaSession open(String command, SessionOutputHandler handler) {
		return this.template.spawn(ServerAddress.COMPUTER, command,
				SessionOptions.builder().outputHandler(handler).build());
	}

	/**
	 * Open a session and read its output to the end.
	 * @param way how to read it
	 * @param command the command
	 * @param reader takes the output
	 * @throws IOException if it cannot be read
	 */
	public void read(OutputSubject way, String command, Consumer<ByteBuffer> reader) throws IOException {
		SessionOutputHandler handler = (output) -> reader.accept(output.data());
		switch (way) {
			case NON_BLOCKING_HANDLER -> open(command, SessionOutputHandler.nonBlocking(handler)).await(LONGEST);
			case HANDLER -> open(command, handler).await(LONGEST);
			case FLUX -> openStreamed(command).output().doOnNext((output) -> reader.accept(output.data())).blockLast();
			case INPUT_STREAM -> {
				InputStream stdout = openStreamed(command).stdout();
				byte[] buffer = new byte[BUFFER];
				for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
					reader.accept(ByteBuffer.wrap(buffer, 0, read));
				}
			}
			default -> throw new IllegalArgumentException(way.toString());
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

}
