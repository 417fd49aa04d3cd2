package ai.miosa.spring.test.api;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.process.LocalMachine;

/**
 * A computer or a sandbox, with the state it is in.
 */
final class Computer {

	private static final long POLL_MILLIS = 10;

	private final Instant created = Instant.now();

	private final String id;

	private final boolean sandbox;

	private final Spec spec;

	// Shared by the computers that were not created by a request
	private final @Nullable LocalMachine shared;

	private @Nullable LocalMachine own;

	private ComputerStatus status = ComputerStatus.of(State.RUNNING.toString());

	// The System.nanoTime() from which a starting computer is running
	private @Nullable Long runsAt;

	private Instant updated = this.created;

	// When it stops or ends automatically: after an idle time, or after its lifetime
	private long idleSeconds;

	private long endsAt = Long.MAX_VALUE;

	private long lastUse = System.nanoTime();

	private boolean destroyed;

	private @Nullable SetupStatus setupStatus;

	Computer(String id, boolean sandbox, Spec spec, @Nullable LocalMachine shared) {
		this.id = id;
		this.sandbox = sandbox;
		this.spec = spec;
		this.shared = shared;
		this.setupStatus = (spec.setupFile() != null) ? SetupStatus.PENDING : null;
	}

	String id() {
		return this.id;
	}

	boolean isSandbox() {
		return this.sandbox;
	}

	boolean isCreated() {
		return this.shared == null;
	}

	Spec spec() {
		return this.spec;
	}

	synchronized LocalMachine machine() {
		if (this.shared != null) {
			return this.shared;
		}
		if (this.destroyed) {
			throw ApiException.notFound();
		}
		if (this.own == null) {
			this.own = new LocalMachine(this.spec.env());
		}
		return this.own;
	}

	synchronized ComputerStatus status() {
		if (this.runsAt != null && System.nanoTime() - this.runsAt >= 0) {
			setStatus(State.RUNNING);
		}
		return this.status;
	}

	synchronized void setStatus(ComputerStatus status) {
		this.status = status;
		this.runsAt = null;
		this.updated = Instant.now();
	}

	synchronized void setStatus(State state) {
		setStatus(ComputerStatus.of(state.toString()));
	}

	// Start, taking some time.
	synchronized void start(State state, Duration duration) {
		setStatus(state);
		this.runsAt = System.nanoTime() + duration.toNanos();
	}

	// Wait while it is starting, and return whether it has left that state in time.
	boolean awaitStart(Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		while (status().isStarting()) {
			if (System.nanoTime() - end >= 0) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return true;
	}

	// Kill all processes; the files are kept.
	synchronized void powerOff() {
		LocalMachine machine = (this.shared != null) ? this.shared : this.own;
		if (machine != null) {
			machine.reboot();
		}
	}

	synchronized void destroy() {
		this.destroyed = true;
		setStatus(State.DESTROYED);
		if (this.own != null) {
			this.own.close();
			this.own = null;
		}
		else {
			powerOff();
		}
	}

	synchronized void touch() {
		this.lastUse = System.nanoTime();
	}

	synchronized void stopAfterIdle(long seconds) {
		this.idleSeconds = seconds;
		touch();
	}

	synchronized void endAfter(long seconds) {
		this.endsAt = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
	}

	synchronized boolean isToStop() {
		boolean idle = this.own == null || this.own.isIdle();
		return this.idleSeconds > 0 && idle && status().isRunning()
				&& System.nanoTime() - this.lastUse >= Duration.ofSeconds(this.idleSeconds).toNanos();
	}

	synchronized boolean isToEnd() {
		return this.endsAt != Long.MAX_VALUE && System.nanoTime() - this.endsAt >= 0
				&& (!this.spec.persistent() || status().isRunning());
	}

	// Return whether the setup file is to be run now.
	synchronized boolean beginSetup() {
		boolean begins = this.setupStatus == SetupStatus.PENDING && status().isRunning();
		if (begins) {
			this.setupStatus = SetupStatus.RUNNING;
		}
		return begins;
	}

	synchronized void endSetup(boolean success) {
		this.setupStatus = success ? SetupStatus.DONE : SetupStatus.FAILED;
	}

	void requireRunning(Duration hint) {
		ComputerStatus status = status();
		String prefix = this.sandbox ? "SANDBOX_" : "COMPUTER_";
		String name = this.sandbox ? "sandbox" : "computer";
		if (status.isStarting()) {
			throw new ApiException(409, prefix + "STARTING", "The " + name + " is starting").retryable(hint);
		}
		if (!status.isRunning()) {
			throw new ApiException(409, this.sandbox ? "SANDBOX_NOT_RUNNING" : "NOT_RUNNING",
					"The " + name + " is not running");
		}
	}

	synchronized Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("id", this.id);
		description.put("name", this.spec.name());
		description.put("slug", slug());
		description.put(this.sandbox ? "template_id" : "template_type", this.spec.template());
		description.put("size", this.spec.size());
		description.put("vcpus", this.spec.vcpus());
		description.put("memory_mb", this.spec.memory());
		description.put(this.sandbox ? "state" : "status", status().text());
		description.put("metadata", this.spec.metadata());
		description.put("sandbox_url", "https://" + slug() + ".sandbox.localhost");
		description.put("preview_domain", "localhost");
		if (this.sandbox) {
			description.put("timeout_sec", this.spec.timeout());
			description.put("persistent", this.spec.persistent());
		}
		if (this.setupStatus != null) {
			description.put("setup_status", this.setupStatus.name().toLowerCase(Locale.ROOT));
		}
		description.put("inserted_at", this.created.toString());
		description.put("updated_at", this.updated.toString());
		return description;
	}

	private String slug() {
		String name = this.spec.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
		return name + "-" + this.id.substring(Math.max(0, this.id.length() - 8)).replaceAll("[^A-Za-z0-9]+", "-");
	}

	private enum SetupStatus {

		PENDING, RUNNING, DONE, FAILED

	}

}
