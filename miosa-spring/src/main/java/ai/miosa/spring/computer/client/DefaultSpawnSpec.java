package ai.miosa.spring.computer.client;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.MiosaComputer.SpawnSpec;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * {@link SpawnSpec} that collects {@link SessionOptions}.
 */
final class DefaultSpawnSpec implements SpawnSpec {

	private final ExecEngine engine;

	private final String computerId;

	private final String command;

	private SessionOptions.Builder options = SessionOptions.builder();

	DefaultSpawnSpec(ExecEngine engine, String computerId, String command) {
		this.engine = engine;
		this.computerId = computerId;
		this.command = command;
	}

	@Override
	public SpawnSpec workingDirectory(String workingDirectory) {
		this.options.workingDirectory(workingDirectory);
		return this;
	}

	@Override
	public SpawnSpec env(String name, String value) {
		this.options.env(name, value);
		return this;
	}

	@Override
	public SpawnSpec env(Map<String, String> env) {
		this.options.env(env);
		return this;
	}

	@Override
	public SpawnSpec pty(int columns, int rows) {
		this.options.pty(columns, rows);
		return this;
	}

	@Override
	public SpawnSpec args(List<String> args) {
		this.options.args(args);
		return this;
	}

	@Override
	public SpawnSpec output(OutputMode output) {
		this.options.output(output);
		return this;
	}

	@Override
	public SpawnSpec outputHandler(SessionOutputHandler outputHandler) {
		this.options.outputHandler(outputHandler);
		return this;
	}

	@Override
	public SpawnSpec portListener(Consumer<PortEvent> portListener) {
		this.options.portListener(portListener);
		return this;
	}

	@Override
	public SpawnSpec options(SessionOptions options) {
		this.options = options.withDefaults(this.options.build()).toBuilder();
		return this;
	}

	@Override
	public MiosaSession open() {
		return BlockingCall.await("MiosaComputer.spawn", this.computerId, mono());
	}

	@Override
	public Mono<MiosaSession> mono() {
		return this.engine.spawn(this.computerId, this.command, this.options.build());
	}

	@Override
	public Flux<ExecEvent> stream() {
		return this.engine.stream(this.computerId, this.command, this.options.build());
	}

	@Override
	public Flux<ExecEvent> lines(LineOptions lines) {
		return this.engine.lines(this.computerId, this.command, this.options.build(), lines);
	}

	@Override
	public String toString() {
		return "spawn on computer " + this.computerId;
	}

}
