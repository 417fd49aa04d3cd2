package ai.miosa.spring.exec;

import org.springframework.util.Assert;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Run commands on MIOSA computers and wait for their results:
 *
 * <pre class="code">
 * ExecResult result = miosa.bash("cmp_123", "uname -a");
 * if (result.isSuccess()) {
 *     logger.info(result.output());
 * }
 * </pre>
 *
 * Safe for use by many threads, virtual ones included. Every wait is bounded by the
 * timeout of the command and the grace period.
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
		return await("bash", this.reactive.bash(computerId, command, options));
	}

	@Override
	public ExecResult python(String computerId, String code, ExecOptions options) {
		return await("python", this.reactive.python(computerId, code, options));
	}

	@Override
	public MiosaSession spawn(String computerId, String command, SessionOptions options) {
		return await("spawn", this.reactive.spawn(computerId, command, options));
	}

	@Override
	public String status(String computerId) {
		return await("status", this.reactive.status(computerId));
	}

	@Override
	public MiosaComputer computer(String computerId) {
		return new MiosaComputer(this, computerId);
	}

	@Override
	public MiosaComputer computer() {
		return computer(this.reactive.computer().getId());
	}

	private static <T> T await(String method, Mono<T> call) {
		Assert.state(!Schedulers.isInNonBlockingThread(), () -> "MiosaExecTemplate." + method
				+ " blocks, which this thread must not: use ReactiveMiosaExecTemplate." + method);
		try {
			T result = call.block();
			Assert.state(result != null, "The call completed without a result");
			return result;
		}
		catch (RuntimeException ex) {
			if (Exceptions.unwrap(ex) instanceof InterruptedException interruption) {
				Thread.currentThread().interrupt();
				throw new MiosaException(method + " was interrupted", null, true, interruption);
			}
			throw ex;
		}
	}

}
