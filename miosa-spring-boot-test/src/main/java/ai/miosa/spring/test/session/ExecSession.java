package ai.miosa.spring.test.session;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import com.pty4j.PtyProcess;
import com.pty4j.WinSize;
import io.netty.channel.Channel;

import ai.miosa.spring.test.http.Channels;
import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.process.CommandOutput.Source;
import ai.miosa.spring.test.process.OutputTail;
import ai.miosa.spring.test.process.RunningCommand;
import ai.miosa.spring.test.process.StdinWriter;

/**
 * Session of one command. However it ends, either {@code finish} or {@code abort} takes
 * effect, whichever comes first.
 */
public final class ExecSession {

	private static final byte END_OF_TRANSMISSION = 4;

	private final AtomicBoolean over = new AtomicBoolean();

	private final String commandText;

	private final RunningCommand command;

	private final Channel channel;

	private final ServerProtocol protocol;

	private final OutputSender output;

	private final StdinWriter stdin;

	private final Executor executor;

	private final Consumer<ExecSession> onEnd;

	public ExecSession(String commandText, RunningCommand command, Channel channel, ServerProtocol protocol,
			SessionBehavior behavior, Executor executor, Consumer<ExecSession> onEnd) {
		this.commandText = commandText;
		this.command = command;
		this.channel = channel;
		this.protocol = protocol;
		this.output = new OutputSender(channel, protocol, behavior, this::drop);
		this.stdin = new StdinWriter(process().getOutputStream(), executor, new ReadThrottle(channel, behavior));
		this.executor = executor;
		this.onEnd = onEnd;
	}

	public OutputSender output() {
		return this.output;
	}

	boolean isOver() {
		return this.over.get();
	}

	void start() {
		this.command.powerOff().thenRun(() -> drop(false));
		if (process() instanceof PtyProcess) {
			this.executor.execute(this::runInTerminal);
			return;
		}
		CompletableFuture<Void> pumps = CompletableFuture.allOf(
				CompletableFuture.runAsync(() -> this.output.pump(Source.STDOUT, process().getInputStream()),
						this.executor),
				CompletableFuture.runAsync(() -> this.output.pump(Source.STDERR, process().getErrorStream()),
						this.executor));
		this.command.end(this.executor).thenRunAsync(() -> runToEnd(pumps), this.executor);
	}

	// A terminal's stream ends with its process
	private void runInTerminal() {
		this.output.pump(Source.STDOUT, process().getInputStream());
		try {
			finish(process().waitFor());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void runToEnd(CompletableFuture<Void> pumps) {
		try {
			new OutputTail(pumps, this.command, this.output).await();
			finish(process().exitValue());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void finish(int exitCode) {
		if (this.over.compareAndSet(false, true)) {
			this.command.release();
			this.stdin.abandon();
			this.onEnd.accept(this);
			this.output.end(exitCode);
		}
	}

	// The client has disconnected
	void abort() {
		this.output.channelChanged();
		if (this.over.compareAndSet(false, true)) {
			this.executor.execute(this::kill);
		}
	}

	private void kill() {
		this.command.kill();
		this.stdin.abandon();
		this.onEnd.accept(this);
	}

	void stdin(byte[] bytes) {
		this.stdin.write(bytes);
	}

	void endOfInput() {
		if (process() instanceof PtyProcess) {
			this.stdin.write(new byte[] { END_OF_TRANSMISSION });
		}
		else {
			this.stdin.end();
		}
	}

	void resize(int rows, int columns) {
		if (process() instanceof PtyProcess pty && rows > 0 && columns > 0) {
			try {
				pty.setWinSize(new WinSize(columns, rows));
			}
			catch (IllegalStateException ex) {
				// The terminal was closed with its process
			}
		}
	}

	public String command() {
		return this.commandText;
	}

	public long pid() {
		return this.command.pid();
	}

	public Set<Long> pids() {
		return this.command.pids();
	}

	public void openPort(int port) {
		sendPort(ExecV1Protocol.PORT_OPENED, port);
	}

	public void closePort(int port) {
		sendPort(ExecV1Protocol.PORT_CLOSED, port);
	}

	private void sendPort(int type, int port) {
		if (this.protocol.isTyped()) {
			this.output.sendControl(ExecV1Protocol.message(type, Json.bytes(Map.of("port", port))));
		}
	}

	// Drop the connection, and kill the command.
	public void drop(boolean reset) {
		if (reset) {
			Channels.reset(this.channel);
		}
		else {
			Channels.finish(this.channel);
		}
		abort();
	}

	private Process process() {
		return this.command.process();
	}

}
