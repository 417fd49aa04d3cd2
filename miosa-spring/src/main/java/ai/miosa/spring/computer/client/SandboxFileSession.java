package ai.miosa.spring.computer.client;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionLine;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;
import ai.miosa.spring.text.ShellQuoting;

/**
 * The part of a session that file operations need, implemented by requests to a sandbox.
 * The input is sent in parts, which the sandbox collects in a temporary file, and the
 * command runs when the input ends. Its output arrives as numbered lines of Base64, so
 * that no byte is changed and no loss goes unnoticed.
 * <p>
 * A part travels in the environment, which other users of the sandbox cannot read, unlike
 * a command. Used by one thread, except {@link #close()}.
 */
final class SandboxFileSession implements MiosaSession {

	/**
	 * The size of a part. Linux allows 131,072 bytes for a variable of the environment.
	 */
	private static final int PART_SIZE = 90_000;

	private static final Duration PART_TIME = Duration.ofMinutes(1);

	private static final String PART = "MIOSA_PART";

	private static final String ADD_PART = "umask 077; set -o pipefail; printf %s \"$" + PART
			+ "\" | base64 -d >>\"${TMPDIR:-/tmp}/.miosa-$0\"";

	private static final String REMOVE_PARTS = "rm -f -- \"${TMPDIR:-/tmp}/.miosa-$0\"";

	/**
	 * Runs the command of the first argument on the parts and the last part.
	 */
	private static final String RUN = """
			file=${TMPDIR:-/tmp}/.miosa-$0 part=$MIOSA_PART
			unset MIOSA_PART
			trap 'rm -f -- "$file"' EXIT
			{ [ ! -e "$file" ] || cat -- "$file"; printf %s "$part" | base64 -d; } | bash -c "$1" | base64 -w 3000 | cat -n
			code=${PIPESTATUS[1]}
			echo end
			exit "$code"
			""";

	private final String id = UUID.randomUUID().toString();

	private final SandboxFileOutput output = new SandboxFileOutput();

	private final ByteArrayOutputStream part = new ByteArrayOutputStream();

	private final ExecEngine engine;

	private final String sandboxId;

	private final String command;

	// Of the thread that opens it, such as its observation
	private final ContextView context;

	// Whether the sandbox may have parts that the command does not remove
	private volatile boolean partsSent;

	SandboxFileSession(ExecEngine engine, String sandboxId, String command) {
		Assert.state(!Schedulers.isInNonBlockingThread(),
				"MiosaFiles blocks, which is not allowed on this thread; use the reactive form");
		this.engine = engine;
		this.sandboxId = sandboxId;
		this.command = command;
		this.context = Objects.requireNonNull(Mono.deferContextual(Mono::just).contextCapture().block());
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public String getComputerId() {
		return this.sandboxId;
	}

	@Override
	public void sendStdin(byte[] bytes) {
		for (int position = 0; position < bytes.length;) {
			if (this.part.size() == PART_SIZE) {
				sendPart();
			}
			int count = Math.min(bytes.length - position, PART_SIZE - this.part.size());
			this.part.write(bytes, position, count);
			position += count;
		}
	}

	private void sendPart() {
		Assert.state(!this.output.isEnded(), "The operation has ended");
		this.partsSent = true;
		ExecResult result;
		try {
			result = BlockingCall.await("MiosaFiles", this.sandboxId,
					this.engine
						.bash(this.sandboxId, script(ADD_PART),
								ExecOptions.builder().env(PART, takePart()).timeout(PART_TIME).build())
						.contextWrite(this.context));
		}
		catch (RuntimeException ex) {
			this.output.fail(ex);
			throw ex;
		}
		if (!result.isSuccess()) {
			this.output.end(result.exitCode(), result.stderr());
		}
	}

	private String takePart() {
		String part = Base64.getEncoder().encodeToString(this.part.toByteArray());
		this.part.reset();
		return part;
	}

	@Override
	public void closeStdin() {
		Assert.state(!this.output.isEnded(), "The operation has ended");
		SessionOptions options = SessionOptions.builder().env(PART, takePart()).build();
		this.output.open(this.engine
			.lines(this.sandboxId, script(RUN) + " " + ShellQuoting.quote(this.command), options, LineOptions.DEFAULT)
			.doOnNext((event) -> this.partsSent &= !(event instanceof ExecEvent.Exit))
			.contextWrite(this.context));
	}

	private String script(String script) {
		return "exec bash -c " + ShellQuoting.quote(script) + " " + this.id;
	}

	@Override
	public InputStream stdout() {
		return this.output;
	}

	/**
	 * Return a future of the exit code. Once the command runs, wait for its end.
	 */
	@Override
	public CompletableFuture<Integer> exitCode() {
		return this.output.exitCode();
	}

	@Override
	public InputStream stderr() {
		return InputStream.nullInputStream();
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		byte[] text = this.output.messages().getBytes(StandardCharsets.UTF_8);
		return new CapturedOutput(text, new byte[0], text.length);
	}

	/**
	 * End the command, and remove the parts in the background.
	 */
	@Override
	public void close() {
		this.output.close();
		if (this.partsSent) {
			this.partsSent = false;
			this.engine.bash(this.sandboxId, script(REMOVE_PARTS), ExecOptions.none()).onErrorComplete().subscribe();
		}
	}

	@Override
	public SessionInfo getInfo() {
		throw unsupported();
	}

	@Override
	public void sendStdin(String text) {
		throw unsupported();
	}

	@Override
	public OutputStream stdin() {
		throw unsupported();
	}

	@Override
	public void resize(int columns, int rows) {
		throw unsupported();
	}

	@Override
	public void interrupt() {
		throw unsupported();
	}

	@Override
	public Flux<SessionOutput> output() {
		throw unsupported();
	}

	@Override
	public Flux<SessionText> text() {
		throw unsupported();
	}

	@Override
	public Flux<SessionLine> lines(LineOptions options) {
		throw unsupported();
	}

	@Override
	public Process asProcess() {
		throw unsupported();
	}

	@Override
	public int await() {
		throw unsupported();
	}

	@Override
	public int await(Duration timeout) {
		throw unsupported();
	}

	private static UnsupportedOperationException unsupported() {
		return new UnsupportedOperationException("File operations do not need this");
	}

}
