package ai.miosa.spring.test.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

import org.springframework.util.Assert;

import ai.miosa.spring.exec.ComputerStatus;
import ai.miosa.spring.test.http.ApiException;

/**
 * The computers there are and the state each is in, as the API spells it.
 */
public final class Computers {

	private static final ComputerStatus RUNNING = ComputerStatus.of("running");

	private final Duration startingHint;

	private final Map<String, ComputerStatus> statuses = new ConcurrentSkipListMap<>();

	/**
	 * Begin without a computer.
	 * @param startingHint when to come back for a computer that is starting
	 */
	public Computers(Duration startingHint) {
		this.startingHint = startingHint;
	}

	public String add() {
		String id = "comp_" + UUID.randomUUID();
		add(id);
		return id;
	}

	public void add(String id) {
		this.statuses.put(id, RUNNING);
	}

	/**
	 * Leave one computer alone, running.
	 * @param id the id of that computer
	 */
	public void reset(String id) {
		this.statuses.keySet().retainAll(Set.of(id));
		add(id);
	}

	public void setStatus(String id, ComputerStatus status) {
		Assert.isTrue(this.statuses.replace(id, status) != null, "There is no such computer");
	}

	void requireRunning(String id) {
		ComputerStatus status = status(id);
		if (status.isStarting()) {
			throw new ApiException(409, "COMPUTER_STARTING", "The computer is starting").retryable(this.startingHint);
		}
		if (!status.isRunning()) {
			throw new ApiException(409, "NOT_RUNNING", "The computer is not running");
		}
	}

	private ComputerStatus status(String id) {
		ComputerStatus status = this.statuses.get(id);
		if (status == null) {
			throw ApiException.notFound();
		}
		return status;
	}

	List<Map<String, Object>> list() {
		return this.statuses.keySet().stream().map(this::describe).toList();
	}

	Map<String, Object> describe(String id) {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("id", id);
		description.put("name", "local");
		description.put("status", status(id).text());
		return description;
	}

}
