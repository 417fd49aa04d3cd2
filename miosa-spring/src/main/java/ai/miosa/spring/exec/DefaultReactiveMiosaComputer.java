package ai.miosa.spring.exec;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * ReactiveMiosaComputer on top of {@link ReactiveMiosaExecOperations}.
 */
final class DefaultReactiveMiosaComputer implements ReactiveMiosaComputer {

	private final ReactiveMiosaExecOperations operations;

	private final String id;

	DefaultReactiveMiosaComputer(ReactiveMiosaExecOperations operations, String id) {
		CommandChecks.checkComputerId(id);
		this.operations = operations;
		this.id = id;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public Mono<ExecResult> bash(String command, ExecOptions options) {
		return this.operations.bash(this.id, command, options);
	}

	@Override
	public Mono<ExecResult> python(String code, ExecOptions options) {
		return this.operations.python(this.id, code, options);
	}

	@Override
	public Mono<MiosaSession> spawn(String command, SessionOptions options) {
		return this.operations.spawn(this.id, command, options);
	}

	@Override
	public Flux<ExecEvent> stream(String command, SessionOptions options) {
		return this.operations.stream(this.id, command, options);
	}

	@Override
	public Mono<ComputerStatus> status() {
		return this.operations.status(this.id);
	}

	@Override
	public Mono<ComputerStatus> waitUntilReady(Duration timeout) {
		return this.operations.waitUntilReady(this.id, timeout);
	}

	@Override
	public String toString() {
		return "ReactiveMiosaComputer[" + this.id + "]";
	}

}
