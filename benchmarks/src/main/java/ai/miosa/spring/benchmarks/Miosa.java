package ai.miosa.spring.benchmarks;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import org.springframework.context.ConfigurableApplicationContext;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * The starter, with a method for each way to read output.
 */
final class Miosa {

	private final ConfigurableApplicationContext context;

	private final MiosaComputer computer;

	Miosa(String... arguments) {
		this.context = Application.start(arguments);
		this.computer = this.context.getBean(MiosaExecTemplate.class).computer();
	}

	SessionClient.Session nonBlockingHandler(String command, Consumer<ByteBuffer> output) {
		return handle(command, SessionOutputHandler.nonBlocking((piece) -> output.accept(piece.data())));
	}

	SessionClient.Session handler(String command, Consumer<ByteBuffer> output) {
		return handle(command, (piece) -> output.accept(piece.data()));
	}

	private SessionClient.Session handle(String command, SessionOutputHandler handler) {
		MiosaSession session = this.computer.spawn(command).outputHandler(handler).open();
		return new SessionClient.Session(session::sendStdin, session::await, session::close);
	}

	SessionClient.Session inputStream(String command, Consumer<ByteBuffer> output) {
		MiosaSession session = this.computer.spawn(command).output(OutputMode.STREAMED).open();
		return new SessionClient.Session(session::sendStdin, () -> {
			InputStream stdout = session.stdout();
			byte[] buffer = new byte[32 * 1024];
			for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
				output.accept(ByteBuffer.wrap(buffer, 0, read));
			}
			return session.await();
		}, session::close);
	}

	SessionClient.Session flux(String command, Consumer<ByteBuffer> output) {
		MiosaSession session = this.computer.spawn(command).output(OutputMode.STREAMED).open();
		return new SessionClient.Session(session::sendStdin, () -> {
			session.output().doOnNext((piece) -> output.accept(piece.data())).blockLast();
			return session.await();
		}, session::close);
	}

	/**
	 * Start a job that prints the lines that a session sends.
	 */
	SessionClient.Session job(String command, Consumer<ByteBuffer> output) {
		this.computer.bash("mkfifo lines").run().orThrow();
		MiosaJob job = this.context.getBean(MiosaJobs.class).job(this.computer.getId(), "cat lines").start();
		job.lines().subscribe((line) -> output.accept(ByteBuffer.allocate(1)));
		MiosaSession session = this.computer.spawn("cat >lines").open();
		return new SessionClient.Session(session::sendStdin, job.exitCode()::block, session::close);
	}

}
