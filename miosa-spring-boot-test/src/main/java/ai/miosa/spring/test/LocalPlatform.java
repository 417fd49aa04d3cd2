package ai.miosa.spring.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.springframework.util.Assert;

import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.test.api.Api;
import ai.miosa.spring.test.api.Computers;
import ai.miosa.spring.test.api.IdempotentAnswers;
import ai.miosa.spring.test.api.RequestLog;
import ai.miosa.spring.test.api.RequestRate;
import ai.miosa.spring.test.process.LocalMachine;
import ai.miosa.spring.test.session.SessionUpgrader;

/**
 * The computers behind the server of a {@link MiosaLocalComputer}: their life cycle,
 * directories and sessions.
 */
abstract class LocalPlatform {

	private final String apiKey = "msk_u_" + UUID.randomUUID().toString().replace("-", "");

	// Tasks that are submitted after this is closed are dropped
	private final ExecutorService executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new DefaultThreadFactory("miosa-local-worker", true),
			new ThreadPoolExecutor.DiscardPolicy());

	private final IdempotentAnswers idempotentAnswers = new IdempotentAnswers();

	private final LocalMachine machine = new LocalMachine(Map.of());

	private final Computers computers;

	private final String computerId;

	private final Api api;

	private final SessionUpgrader upgrader;

	LocalPlatform(MiosaLocalComputerBuilder builder) {
		this.computers = new Computers(this.machine, builder.startingHint, builder.startTime, this.executor);
		this.computerId = this.computers.add();
		this.api = new Api(this.apiKey, this.computers, this.idempotentAnswers, this.executor,
				builder.maxOutputSize.toBytes());
		this.upgrader = new SessionUpgrader(this.api, this.executor);
	}

	/**
	 * Return what answers requests.
	 */
	final RequestProcessor processor(MiosaLocalComputerBuilder builder, RequestLog log, Faults<Fault> faults,
			Faults<SessionFault> sessionFaults) {
		return new RequestProcessor(this.api, this.upgrader, this.executor, log, faults, sessionFaults,
				builder.resultFormat, new RequestRate(builder.requestsPerMinute));
	}

	/**
	 * Return the random key that every request must carry.
	 * @return the key
	 */
	public String getApiKey() {
		return this.apiKey;
	}

	/**
	 * Return the id of the computer that exists from the start.
	 * @return the id
	 */
	public String getComputerId() {
		return this.computerId;
	}

	/**
	 * Add a running computer. It shares the home directory of the first one.
	 * @return the new computer's id
	 */
	public String addComputer() {
		return this.computers.add();
	}

	/**
	 * Add a running computer with a chosen id.
	 * @param computerId the id, which may contain any character
	 */
	public void addComputer(String computerId) {
		Assert.hasText(computerId, "The computer id must not be blank");
		this.computers.add(computerId);
	}

	/**
	 * Return the existing computers and sandboxes that were created by requests.
	 * @return the ids, in the order of creation
	 */
	public List<String> createdComputers() {
		return this.computers.created();
	}

	/**
	 * Set the maximum number of computers and sandboxes that requests can create. Another
	 * one is rejected with 402 {@code TEAM_MEMBER_CAP_REACHED}. Unlimited until this is
	 * called, and after {@link MiosaLocalComputer#reset()}.
	 * @param quota the number
	 */
	public void setQuota(int quota) {
		this.computers.setQuota(quota);
	}

	/**
	 * Set how long computers and sandboxes take to start.
	 * @param startTime the time
	 * @see MiosaLocalComputerBuilder#startTime(Duration)
	 */
	public void setStartTime(Duration startTime) {
		this.computers.setStartTime(startTime);
	}

	/**
	 * Ignore the header {@code Idempotency-Key} until {@link MiosaLocalComputer#reset()},
	 * so that a repeated request is served again.
	 */
	public void ignoreIdempotencyKeys() {
		this.idempotentAnswers.disable();
	}

	/**
	 * Change the state of a computer. Running commands are not affected.
	 * @param computerId the computer's id
	 * @param status the new state
	 * @throws IllegalArgumentException if there is no such computer
	 */
	public void setStatus(String computerId, ComputerStatus.State status) {
		setStatus(computerId, ComputerStatus.of(status.toString()));
	}

	/**
	 * Change the state of a computer. Like
	 * {@link #setStatus(String, ComputerStatus.State)}, with any text.
	 * @param computerId the computer's id
	 * @param status the new state, whose text is reported
	 * @throws IllegalArgumentException if there is no such computer
	 */
	public void setStatus(String computerId, ComputerStatus status) {
		this.computers.setStatus(computerId, status);
	}

	/**
	 * Return the directory that replaces {@code /home/user}.
	 * @return the directory, which exists until {@link MiosaLocalComputer#close()}
	 */
	public Path home() {
		return this.machine.home();
	}

	/**
	 * Return the directory that replaces {@code /home/user}, or {@code /workspace} of a
	 * sandbox.
	 * @param computerId the id of a computer or sandbox
	 * @return the directory, which exists until the computer is destroyed
	 * @throws IllegalArgumentException if there is no such computer
	 */
	public Path home(String computerId) {
		return this.computers.machine(computerId).home();
	}

	/**
	 * Return the open interactive sessions.
	 * @return the sessions, in no order
	 */
	public List<LiveSession> sessions() {
		return this.upgrader.sessions().stream().<LiveSession>map(SessionView::new).toList();
	}

	/**
	 * Reboot all computers instantly: all processes are killed, sessions end without an
	 * exit code, one-shot commands are answered with 502 {@code AGENT_UNREACHABLE}, and
	 * the boot id changes, which commands find in the file named by
	 * {@code MIOSA_BOOT_ID_FILE}. Files are kept.
	 */
	public void reboot() {
		this.computers.reboot();
	}

	/**
	 * Make the agents of all computers unreachable for a time: commands and handshakes
	 * are answered with 502 {@code AGENT_UNREACHABLE}, and open sessions end without an
	 * exit code. Processes that have detached themselves with {@code setsid} continue to
	 * run.
	 * @param duration how long; zero makes the agents reachable immediately
	 */
	public void loseAgent(Duration duration) {
		this.computers.loseAgents(duration);
		if (!duration.isZero()) {
			this.upgrader.sessions().forEach((session) -> session.drop(false));
		}
	}

	/**
	 * Remove created and added computers, and all files in the home directory, and make
	 * the first computer running and reachable.
	 */
	final void resetComputers() {
		this.idempotentAnswers.clear();
		this.computers.reset(this.computerId);
		this.machine.removeFiles();
	}

	/**
	 * Kill all processes and remove the home directory.
	 */
	final void stopComputers() {
		this.computers.close();
		this.machine.close();
		this.executor.shutdownNow();
	}

}
