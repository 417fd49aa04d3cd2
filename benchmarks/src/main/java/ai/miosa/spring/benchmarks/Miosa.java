package ai.miosa.spring.benchmarks;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * The starter, with one way to read output.
 */
final class Miosa implements SessionClient {

	private final MiosaComputer computer = Application.start().getBean(MiosaExecTemplate.class).computer();

	private final Way way;

	Miosa(Way way) {
		this.way = way;
	}

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) {
		MiosaComputer.SpawnSpec spec = this.computer.spawn(command);
		SessionOutputHandler handler = (piece) -> output.accept(piece.data());
		MiosaComputer.SpawnSpec configured = switch (this.way) {
			case NON_BLOCKING_HANDLER -> spec.outputHandler(SessionOutputHandler.nonBlocking(handler));
			case HANDLER -> spec.outputHandler(handler);
			case INPUT_STREAM, FLUX -> spec.output(OutputMode.STREAMED);
		};
		MiosaSession session = configured.open();
		return new Session(session::sendStdin, () -> exitCode(session, output), session::close);
	}

	private int exitCode(MiosaSession session, Consumer<ByteBuffer> output) throws Exception {
		if (this.way == Way.INPUT_STREAM) {
			InputStream stdout = session.stdout();
			byte[] buffer = new byte[32 * 1024];
			for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
				output.accept(ByteBuffer.wrap(buffer, 0, read));
			}
		}
		else if (this.way == Way.FLUX) {
			session.output().doOnNext((piece) -> output.accept(piece.data())).blockLast();
		}
		return session.await();
	}

	enum Way {

		NON_BLOCKING_HANDLER, HANDLER, INPUT_STREAM, FLUX

	}

}
