package ai.miosa.samples.fleet;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.ItemProcessListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;

import ai.miosa.spring.batch.MiosaCommandOutcome;

/**
 * Shows the progress: as one line that is updated on a terminal, and as a line for each
 * tenth elsewhere. Counts the requests that the rate limit has admitted.
 */
@Component
class Progress implements StepExecutionListener, ChunkListener<Command, MiosaCommandOutcome<Command>>,
		ItemProcessListener<Command, MiosaCommandOutcome<Command>>, ObservationHandler<Observation.Context> {

	private static final KeyValue ADMITTED = KeyValue.of("outcome", "admitted");

	private final PrintStream out = System.out;

	private final boolean terminal = isTerminal();

	private final FleetProperties properties;

	private final AtomicInteger requests = new AtomicInteger();

	private final long start = System.nanoTime();

	private int total;

	private int before;

	private int started;

	private int done;

	private int failed;

	private int tenths;

	Progress(FleetProperties properties) {
		this.properties = properties;
	}

	private static boolean isTerminal() {
		Console console = System.console();
		if (console == null || System.getenv("TERM") == null) {
			return false;
		}
		// As of Java 22, there may be a console without a terminal
		Method method = ReflectionUtils.findMethod(Console.class, "isTerminal");
		return method == null || Boolean.TRUE.equals(ReflectionUtils.invokeMethod(method, console));
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		try (Stream<String> lines = Files.lines(this.properties.commands())) {
			this.total = (int) lines.skip(1).count();
		}
		catch (IOException ex) {
			throw new IllegalStateException("commands.csv cannot be read", ex);
		}
		// Of an execution that was killed
		this.before = stepExecution.getExecutionContext().getInt("commands.read.count", 0);
		this.started = this.before;
		this.done = this.before;
	}

	@Override
	public void beforeChunk(Chunk<Command> chunk) {
		this.started += chunk.size();
	}

	@Override
	public void afterProcess(Command command, @Nullable MiosaCommandOutcome<Command> outcome) {
		this.done++;
		if (outcome == null || !outcome.isSuccessful()) {
			this.failed++;
		}
		if (this.terminal) {
			this.out.print("\r" + line() + "\u001b[K");
		}
		else if (10 * this.done / this.total > this.tenths) {
			this.tenths = 10 * this.done / this.total;
			this.out.println(line());
		}
	}

	private String line() {
		double minutes = elapsed().toMillis() / 60_000.0;
		int now = this.done - this.before;
		long left = Math.round((this.total - this.done) * elapsed().toSeconds() / (double) now);
		return "%d of %d done, %d running, %d failed, %.0f requests a minute, about %d s left".formatted(this.done,
				this.total, this.started - this.done, this.failed, this.requests.get() / minutes, left);
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	void summarize() {
		print((this.terminal ? System.lineSeparator() : "")
				+ "%d of %d commands done in %d s with %d requests: %d succeeded, %d failed".formatted(
						this.done - this.before, this.total, elapsed().toSeconds(), this.requests.get(),
						this.done - this.before - this.failed, this.failed));
	}

	void print(String text) {
		this.out.println(text);
	}

	@Override
	public void onStop(Observation.Context context) {
		if (ADMITTED.equals(context.getLowCardinalityKeyValue("outcome"))) {
			this.requests.incrementAndGet();
		}
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return "miosa.rate.wait".equals(context.getName());
	}

}
