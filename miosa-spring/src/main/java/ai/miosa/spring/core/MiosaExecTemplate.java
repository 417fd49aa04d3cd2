package ai.miosa.spring.core;

import org.springframework.util.Assert;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Template that runs commands on MIOSA computers and waits for their results:
 *
 * <pre class="code">
 * ExecResult result = miosa.bash("cmp_123", "uname -a");
 * if (result.isSuccess()) {
 *     logger.info(result.output());
 * }
 * </pre>
 *
 * Handles of computers offer more options, sessions, files and the status:
 *
 * <pre class="code">
 * MiosaComputer computer = miosa.computer("cmp_123");
 * String report = computer.bash("make report").timeout(Duration.ofMinutes(2)).run().orThrow().stdout();
 * </pre>
 *
 * Thread-safe, also with virtual threads. Every wait is bounded, as described in
 * {@link MiosaExecOperations}.
 */
public class MiosaExecTemplate implements MiosaExecOperations {

	private final ReactiveMiosaExecOperations reactive;

	/**
	 * Create a template that waits for the results of a reactive one.
	 * @param reactive the reactive operations
	 */
	public MiosaExecTemplate(ReactiveMiosaExecOperations reactive) {
		this.reactive = reactive;
	}

	@Override
	public ExecResult bash(String computerId, String command, ExecOptions options) {
		return BlockingCall.await("MiosaExecTemplate.bash", computerId,
				this.reactive.bash(computerId, command, options));
	}

	@Override
	public ExecResult python(String computerId, String code, ExecOptions options) {
		return BlockingCall.await("MiosaExecTemplate.python", computerId,
				this.reactive.python(computerId, code, options));
	}

	@Override
	public MiosaSession spawn(String computerId, String command, SessionOptions options) {
		return BlockingCall.await("MiosaExecTemplate.spawn", computerId,
				this.reactive.spawn(computerId, command, options));
	}

	@Override
	public MiosaComputer computer(String computerId) {
		return this.reactive.computer(computerId);
	}

	@Override
	public MiosaComputer computer() {
		return this.reactive.computer();
	}

	@Override
	public MiosaComputers computers() {
		return this.reactive.computers();
	}

	@Override
	public MiosaComputer sandbox(String sandboxId) {
		return this.reactive.sandbox(sandboxId);
	}

	@Override
	public MiosaComputers sandboxes() {
		return this.reactive.sandboxes();
	}

	/**
	 * Return a builder with all settings of this template, to derive one with another
	 * key, tenant, default computer or default options. The two share connections,
	 * threads, meters and the registry of sessions, so a template can be derived for each
	 * request.
	 * @return the builder
	 * @throws IllegalStateException if this template is not based on a
	 * {@link ReactiveMiosaExecTemplate}
	 */
	public ExecTemplateBuilder<MiosaExecTemplate> mutate() {
		Assert.state(this.reactive instanceof ReactiveMiosaExecTemplate,
				"Only a template that is based on a ReactiveMiosaExecTemplate can be mutated");
		return ((ReactiveMiosaExecTemplate) this.reactive).mutate().map(MiosaExecTemplate::new);
	}

}
