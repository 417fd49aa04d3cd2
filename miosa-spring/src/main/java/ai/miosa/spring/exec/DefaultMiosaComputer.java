package ai.miosa.spring.exec;

import java.time.Duration;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.file.MiosaFiles;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * MiosaComputer on top of {@link MiosaExecOperations}.
 */
final class DefaultMiosaComputer implements MiosaComputer {

	private final MiosaExecOperations operations;

	private final String id;

	DefaultMiosaComputer(MiosaExecOperations operations, String id) {
		CommandChecks.checkComputerId(id);
		this.operations = operations;
		this.id = id;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public ExecResult bash(String command, ExecOptions options) {
		return this.operations.bash(this.id, command, options);
	}

	@Override
	public ExecResult python(String code, ExecOptions options) {
		return this.operations.python(this.id, code, options);
	}

	@Override
	public MiosaSession spawn(String command, SessionOptions options) {
		return this.operations.spawn(this.id, command, options);
	}

	@Override
	public MiosaFiles files() {
		return new MiosaFiles(this.id, this::spawn);
	}

	@Override
	public ComputerStatus status() {
		return this.operations.status(this.id);
	}

	@Override
	public ComputerStatus waitUntilReady(Duration timeout) {
		return this.operations.waitUntilReady(this.id, timeout);
	}

	@Override
	public String toString() {
		return "MiosaComputer[" + this.id + "]";
	}

}
