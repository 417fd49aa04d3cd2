package ai.miosa.spring.computer.client;

import java.time.Duration;

import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.file.MiosaFiles;

/**
 * {@link MiosaComputer} on top of the engine that runs commands.
 */
final class DefaultMiosaComputer implements MiosaComputer {

	private final ExecEngine engine;

	private final ComputerClient client;

	private final String id;

	DefaultMiosaComputer(ExecEngine engine, ComputerClient client, String id) {
		CommandChecks.checkComputerId(id);
		this.engine = engine;
		this.client = client;
		this.id = id;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public ExecSpec bash(String command) {
		return new DefaultExecSpec(this.engine, ExecKind.BASH, this.id, command);
	}

	@Override
	public ExecSpec python(String code) {
		return new DefaultExecSpec(this.engine, ExecKind.PYTHON, this.id, code);
	}

	@Override
	public SpawnSpec spawn(String command) {
		return new DefaultSpawnSpec(this.engine, this.id, command);
	}

	@Override
	public MiosaFiles files() {
		return new MiosaFiles(this.id, (command, options) -> BlockingCall.await("MiosaFiles", this.id,
				this.engine.spawn(this.id, command, options)));
	}

	@Override
	public ComputerStatus status() {
		return BlockingCall.await("MiosaComputer.status", this.id, statusMono());
	}

	@Override
	public Mono<ComputerStatus> statusMono() {
		return this.client.status(this.id);
	}

	@Override
	public ComputerStatus waitUntilReady(Duration timeout) {
		return BlockingCall.await("MiosaComputer.waitUntilReady", this.id, waitUntilReadyMono(timeout));
	}

	@Override
	public Mono<ComputerStatus> waitUntilReadyMono(Duration timeout) {
		return this.client.waitUntilReady(this.id, timeout);
	}

	@Override
	public String toString() {
		return "MiosaComputer[" + this.id + "]";
	}

}
