package ai.miosa.spring.test.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.springframework.util.Assert;

import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.process.LocalMachine;

/**
 * Existing computers and sandboxes, in order of creation.
 */
public final class Computers {

	private static final long CHECK_MILLIS = 50;

	private final Map<String, Computer> computers = new LinkedHashMap<>();

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
			new DefaultThreadFactory("miosa-local-timer", true));

	private final LocalMachine shared;

	private final Duration startingHint;

	private final Duration defaultStartTime;

	private final Setup setup;

	private Duration startTime;

	private int quota = Integer.MAX_VALUE;

	private volatile long agentsBackAt = System.nanoTime();

	private boolean checking;

	/**
	 * Create the registry without a computer.
	 * @param shared the machine of all computers that are not created by requests
	 * @param startingHint the retry hint for a computer that is starting
	 * @param startTime how long a computer takes to start
	 * @param executor runs setup files
	 */
	public Computers(LocalMachine shared, Duration startingHint, Duration startTime, Executor executor) {
		this.shared = shared;
		this.startingHint = startingHint;
		this.defaultStartTime = startTime;
		this.startTime = startTime;
		this.setup = new Setup(executor);
	}

	public String add() {
		String id = "comp_" + UUID.randomUUID();
		add(id);
		return id;
	}

	public synchronized void add(String id) {
		this.computers.put(id, new Computer(id, false, Spec.DEFAULT, this.shared));
	}

	public synchronized void setQuota(int quota) {
		this.quota = quota;
	}

	public synchronized void setStartTime(Duration startTime) {
		this.startTime = startTime;
	}

	// Make the agents of all computers unreachable for a time.
	public void loseAgents(Duration duration) {
		this.agentsBackAt = System.nanoTime() + duration.toNanos();
	}

	// Leave one computer, running and reachable, and destroy those that were created.
	public void reset(String id) {
		destroyCreated();
		loseAgents(Duration.ZERO);
		synchronized (this) {
			this.computers.clear();
			this.quota = Integer.MAX_VALUE;
			this.startTime = this.defaultStartTime;
			add(id);
		}
	}

	// Destroy the computers that were created, and create no more.
	public void close() {
		setQuota(0);
		this.timer.shutdownNow();
		destroyCreated();
	}

	private void destroyCreated() {
		all().stream().filter(Computer::isCreated).forEach(this::destroy);
	}

	public void setStatus(String id, ComputerStatus status) {
		known(id).setStatus(status);
	}

	public LocalMachine machine(String id) {
		return known(id).machine();
	}

	private synchronized Computer known(String id) {
		Computer computer = this.computers.get(id);
		Assert.isTrue(computer != null, "There is no such computer");
		return computer;
	}

	// Return the ids of those that were created by requests.
	public List<String> created() {
		return all().stream().filter(Computer::isCreated).map(Computer::id).toList();
	}

	// Kill all processes and change the boot ids; the files are kept.
	public void reboot() {
		this.shared.reboot();
		all().stream().filter(Computer::isCreated).forEach(Computer::powerOff);
	}

	synchronized List<Computer> all() {
		return List.copyOf(this.computers.values());
	}

	synchronized Computer create(boolean sandbox, Spec spec) {
		if (this.computers.values().stream().filter(Computer::isCreated).count() >= this.quota) {
			throw new ApiException(402, "TEAM_MEMBER_CAP_REACHED", "There are as many computers as allowed");
		}
		String id = (sandbox ? "sbx_" : "") + UUID.randomUUID();
		Computer computer = new Computer(id, sandbox, spec, null);
		computer.start(State.PROVISIONING, this.startTime);
		if (spec.timeout() > 0) {
			endAfter(computer, spec.timeout());
		}
		if (spec.setupFile() != null) {
			check();
		}
		this.computers.put(id, computer);
		return computer;
	}

	synchronized Computer get(String id, boolean sandbox) {
		Computer computer = this.computers.get(id);
		if (computer == null || computer.isSandbox() != sandbox) {
			throw ApiException.notFound();
		}
		return computer;
	}

	// Return the machine of a computer that is running and whose agent can be reached.
	LocalMachine requireReachable(String id, boolean sandbox) {
		Computer computer = get(id, sandbox);
		computer.requireRunning(this.startingHint);
		computer.touch();
		LocalMachine machine = computer.machine();
		if (this.agentsBackAt - System.nanoTime() > 0) {
			throw ApiException.agentUnreachable();
		}
		return machine;
	}

	void start(Computer computer) {
		if (!computer.status().isRunning()) {
			computer.start(State.STARTING, this.startTime);
		}
	}

	void restart(Computer computer) {
		computer.powerOff();
		computer.start(State.STARTING, this.startTime);
	}

	void stop(Computer computer) {
		computer.setStatus(computer.isSandbox() ? State.PAUSED : State.STOPPED);
		computer.powerOff();
	}

	void destroy(Computer computer) {
		synchronized (this) {
			this.computers.remove(computer.id());
		}
		computer.destroy();
	}

	void stopAfterIdle(Computer computer, long seconds) {
		computer.stopAfterIdle(seconds);
		check();
	}

	void endAfter(Computer computer, long seconds) {
		computer.endAfter(seconds);
		check();
	}

	// Poll, from the first computer that changes automatically
	private synchronized void check() {
		if (!this.checking) {
			this.checking = true;
			this.timer.scheduleWithFixedDelay(() -> all().forEach(this::check), CHECK_MILLIS, CHECK_MILLIS,
					TimeUnit.MILLISECONDS);
		}
	}

	private void check(Computer computer) {
		this.setup.check(computer);
		if (computer.isToEnd()) {
			if (computer.spec().persistent()) {
				stop(computer);
			}
			else {
				destroy(computer);
			}
		}
		else if (computer.isToStop()) {
			stop(computer);
		}
	}

}
