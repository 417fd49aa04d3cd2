package ai.miosa.spring.computer.client;

import java.time.Duration;
import java.util.Map;

import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.MiosaComputer.ExecSpec;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;

/**
 * {@link ExecSpec} that collects {@link ExecOptions}.
 */
final class DefaultExecSpec implements ExecSpec {

	private final ExecEngine engine;

	private final ExecKind kind;

	private final String computerId;

	private final String text;

	private ExecOptions.Builder options = ExecOptions.builder();

	DefaultExecSpec(ExecEngine engine, ExecKind kind, String computerId, String text) {
		this.engine = engine;
		this.kind = kind;
		this.computerId = computerId;
		this.text = text;
	}

	@Override
	public ExecSpec workingDirectory(String workingDirectory) {
		this.options.workingDirectory(workingDirectory);
		return this;
	}

	@Override
	public ExecSpec env(String name, String value) {
		this.options.env(name, value);
		return this;
	}

	@Override
	public ExecSpec env(Map<String, String> env) {
		this.options.env(env);
		return this;
	}

	@Override
	public ExecSpec timeout(Duration timeout) {
		this.options.timeout(timeout);
		return this;
	}

	@Override
	public ExecSpec stdin(String stdin) {
		this.options.stdin(stdin);
		return this;
	}

	@Override
	public ExecSpec options(ExecOptions options) {
		this.options = options.withDefaults(this.options.build()).toBuilder();
		return this;
	}

	@Override
	public ExecResult run() {
		return BlockingCall.await("MiosaComputer." + this.kind, this.computerId, mono());
	}

	@Override
	public Mono<ExecResult> mono() {
		return this.engine.exec(this.kind, this.computerId, this.text, this.options.build());
	}

	@Override
	public String toString() {
		return this.kind + " on computer " + this.computerId;
	}

}
