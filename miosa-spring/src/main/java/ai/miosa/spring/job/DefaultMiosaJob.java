package ai.miosa.spring.job;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.BlockingCall;
import ai.miosa.spring.session.SessionStream;

/**
 * A job that waits for the results of a reactive one.
 */
final class DefaultMiosaJob implements MiosaJob {

	private final ReactiveMiosaJob reactive;

	DefaultMiosaJob(ReactiveMiosaJob reactive) {
		this.reactive = reactive;
	}

	@Override
	public String getId() {
		return this.reactive.getId();
	}

	@Override
	public String getComputerId() {
		return this.reactive.getComputerId();
	}

	@Override
	public JobStatus status() {
		return await("status", this.reactive.status());
	}

	@Override
	public int await(Duration timeout) {
		return await("await", this.reactive.exitCode(), timeout);
	}

	@Override
	public JobStatus awaitEnd(Duration timeout) {
		return await("awaitEnd", this.reactive.ended(), timeout);
	}

	private <T> T await(String method, Mono<T> end, Duration timeout) {
		return await(method,
				end.timeout(timeout)
					.onErrorMap(TimeoutException.class,
							(ex) -> new MiosaTimeoutException(
									this + " has not ended within " + timeout + "; it goes on", getComputerId(), true,
									ex)));
	}

	private <T> T await(String method, Mono<T> call) {
		return BlockingCall.await("MiosaJob." + method, getComputerId(), call);
	}

	@Override
	public Flux<JobOutput> output(JobPosition from) {
		return this.reactive.output(from);
	}

	@Override
	public Flux<JobLine> lines() {
		return this.reactive.lines();
	}

	@Override
	public InputStream stdout(long offset) {
		return stream(SessionStream.STDOUT, offset);
	}

	@Override
	public InputStream stderr(long offset) {
		return stream(SessionStream.STDERR, offset);
	}

	private InputStream stream(SessionStream stream, long offset) {
		return DataBufferUtils.subscriberInputStream(this.reactive.output(stream, offset)
			.map((output) -> DefaultDataBufferFactory.sharedInstance.wrap(output.data())), 4);
	}

	@Override
	public JobStatus kill(Duration gracePeriod) {
		return await("kill", this.reactive.kill(gracePeriod));
	}

	@Override
	public JobStatus kill(String signal) {
		return await("kill", this.reactive.kill(signal));
	}

	@Override
	public void delete() {
		await("delete", this.reactive.delete().thenReturn(true));
	}

	@Override
	public String toString() {
		return this.reactive.toString();
	}

}
