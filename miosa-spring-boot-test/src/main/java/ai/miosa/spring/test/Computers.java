package ai.miosa.spring.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

import org.springframework.util.Assert;

/**
 * The computers there are and the state each is in.
 */
final class Computers {

	private final Map<String, ComputerStatus> statuses = new ConcurrentSkipListMap<>();

	String add() {
		String id = "comp_" + UUID.randomUUID();
		add(id);
		return id;
	}

	void add(String id) {
		this.statuses.put(id, ComputerStatus.RUNNING);
	}

	void setStatus(String id, ComputerStatus status) {
		Assert.isTrue(this.statuses.replace(id, status) != null, "There is no such computer");
	}

	ComputerStatus status(String id) {
		ComputerStatus status = this.statuses.get(id);
		if (status == null) {
			throw ApiError.notFound();
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
		description.put("status", status(id).wireName());
		return description;
	}

}
