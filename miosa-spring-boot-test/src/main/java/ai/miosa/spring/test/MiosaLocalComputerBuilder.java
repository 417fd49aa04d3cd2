package ai.miosa.spring.test;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.test.api.ResultFormat;

/**
 * Builder of a {@link MiosaLocalComputer}, returned by
 * {@link MiosaLocalComputer#builder()}. Not thread-safe.
 */
public final class MiosaLocalComputerBuilder {

	DataSize maxOutputSize = DataSize.ofMegabytes(64);

	ResultFormat resultFormat = new ResultFormat(null, Set.of());

	ErrorShape errorShape = ErrorShape.NESTED;

	Duration startingHint = Duration.ofSeconds(1);

	Duration startTime = Duration.ZERO;

	boolean tls;

	@Nullable Integer requestsPerMinute;

	MiosaLocalComputerBuilder() {
		long quarter = Runtime.getRuntime().maxMemory() / 4;
		if (quarter < this.maxOutputSize.toBytes()) {
			this.maxOutputSize = DataSize.ofBytes(quarter);
		}
	}

	/**
	 * Set the maximum output of a one-shot command. A command with more output is killed
	 * and the response is 500 {@code OUTPUT_TOO_LARGE}; on the route {@code commands},
	 * each stream is truncated.
	 * @param maxOutputSize the size, 64 MB by default, or a quarter of the heap if that
	 * is less
	 * @return this
	 */
	public MiosaLocalComputerBuilder maxOutputSize(DataSize maxOutputSize) {
		this.maxOutputSize = maxOutputSize;
		return this;
	}

	/**
	 * Set how results are wrapped.
	 * @param shape the shape, {@link ResultShape#BARE} by default
	 * @return this
	 */
	public MiosaLocalComputerBuilder resultShape(ResultShape shape) {
		this.resultFormat = this.resultFormat.in(shape.wrapper());
		return this;
	}

	/**
	 * Omit fields from every result.
	 * @param fields the fields, such as {@code stdout}, {@code stderr} or {@code success}
	 * @return this
	 */
	public MiosaLocalComputerBuilder omitting(String... fields) {
		this.resultFormat = this.resultFormat.without(fields);
		return this;
	}

	/**
	 * Set how errors are written.
	 * @param shape the shape, {@link ErrorShape#NESTED} by default
	 * @return this
	 */
	public MiosaLocalComputerBuilder errorShape(ErrorShape shape) {
		this.errorShape = shape;
		return this;
	}

	/**
	 * Serve {@code https} and {@code wss}, with a certificate for {@code 127.0.0.1} and
	 * {@code localhost} that is created at run time, once per JVM.
	 * @return this
	 * @see MiosaLocalComputer#sslContext()
	 * @see MiosaLocalComputer#trustStore()
	 */
	public MiosaLocalComputerBuilder tls() {
		this.tls = true;
		return this;
	}

	/**
	 * Set the retry hint that is sent for a computer that is starting.
	 * @param hint the time, 1 s by default
	 * @return this
	 */
	public MiosaLocalComputerBuilder startingHint(Duration hint) {
		this.startingHint = hint;
		return this;
	}

	/**
	 * Set how long a computer or sandbox takes to start after it is created, started or
	 * restarted.
	 * @param startTime the time, zero by default
	 * @return this
	 */
	public MiosaLocalComputerBuilder startTime(Duration startTime) {
		this.startTime = startTime;
		return this;
	}

	/**
	 * Set how many requests a minute are accepted, a sixth of them at a time. More are
	 * rejected with 429.
	 * @param requestsPerMinute the number, unlimited by default
	 * @return this
	 */
	public MiosaLocalComputerBuilder requestsPerMinute(int requestsPerMinute) {
		this.requestsPerMinute = requestsPerMinute;
		return this;
	}

	/**
	 * Start the local computer.
	 * @return the running local computer
	 */
	public MiosaLocalComputer start() {
		return new MiosaLocalComputer(this);
	}

}
