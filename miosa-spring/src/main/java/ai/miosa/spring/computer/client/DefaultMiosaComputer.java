package ai.miosa.spring.computer.client;

import java.time.Duration;

import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.ComputerInfo;
import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.file.MiosaFiles;
import ai.miosa.spring.text.CommandChecks;

/**
 * {@link MiosaComputer} on top of the engine that runs commands.
 */
class DefaultMiosaComputer implements MiosaComputer {

	private final ExecEngine engine;

	private final ComputerApi api;

	private final OwnedComputers owned;

	private final String id;

	// Whether its status may lag behind a start or restart
	private volatile boolean started;

	DefaultMiosaComputer(ExecEngine engine, ComputerApi api, OwnedComputers owned, String id) {
		CommandChecks.checkComputerId(id);
		this.engine = engine;
		this.api = api;
		this.owned = owned;
		this.id = id;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public ComputerKind kind() {
		return this.api.kind();
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
		if (this.engine.isSandbox(this.id)) {
			return new MiosaFiles(this.id, (command, options) -> new SandboxFileSession(this.engine, this.id, command));
		}
		return new MiosaFiles(this.id, (command, options) -> BlockingCall.await("MiosaFiles", this.id,
				this.engine.spawn(this.id, command, options)));
	}

	@Override
	public ComputerInfo info() {
		return await("info", infoMono());
	}

	@Override
	public Mono<ComputerInfo> infoMono() {
		return this.api.get(this.id);
	}

	@Override
	public void start() {
		awaitEnd("start", startMono());
	}

	@Override
	public Mono<Void> startMono() {
		return this.api.start(this.id).doOnSuccess((nothing) -> this.started = true);
	}

	@Override
	public void stop() {
		awaitEnd("stop", stopMono());
	}

	@Override
	public Mono<Void> stopMono() {
		return this.api.stop(this.id).doOnSuccess((nothing) -> this.started = false);
	}

	@Override
	public void restart() {
		awaitEnd("restart", restartMono());
	}

	@Override
	public Mono<Void> restartMono() {
		return this.api.restart(this.id).doOnSuccess((nothing) -> this.started = true);
	}

	@Override
	public void destroy() {
		awaitEnd("destroy", destroyMono());
	}

	@Override
	public Mono<Void> destroyMono() {
		return this.api.destroy(this.id).doOnSuccess((nothing) -> this.owned.destroyed(this.id));
	}

	@Override
	public ComputerStatus status() {
		return await("status", statusMono());
	}

	@Override
	public Mono<ComputerStatus> statusMono() {
		return this.api.status(this.id);
	}

	@Override
	public ComputerStatus waitUntilReady(Duration timeout) {
		return await("waitUntilReady", waitUntilReadyMono(timeout));
	}

	@Override
	public Mono<ComputerStatus> waitUntilReadyMono(Duration timeout) {
		return this.api.waitUntilReady(this.id, timeout, () -> this.started).doOnNext((status) -> this.started = false);
	}

	private void awaitEnd(String method, Mono<Void> call) {
		await(method, call.thenReturn(true));
	}

	private <T> T await(String method, Mono<T> call) {
		return BlockingCall.await("MiosaComputer." + method, this.id, call);
	}

	@Override
	public String toString() {
		return "MiosaComputer[" + this.id + "]";
	}

}
