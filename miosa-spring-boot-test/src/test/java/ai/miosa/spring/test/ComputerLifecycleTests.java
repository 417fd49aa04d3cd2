package ai.miosa.spring.test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The section "Computers: life cycle" of the wire protocol.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class ComputerLifecycleTests {

	private final MiosaLocalComputer local;

	private final ApiClient client;

	ComputerLifecycleTests(MiosaLocalComputer local) {
		this.local = local;
		this.client = new ApiClient(local);
	}

	@Test
	@DisplayName("POST /computers: 201, bare, with all fields")
	void creates() throws Exception {
		HttpResponse<String> response = this.client.post("/computers",
				"{\"name\": \"Build 42\", \"size\": \"medium\", \"metadata\": {\"team\": \"web\"}}");
		JsonNode computer = ApiClient.json(response);
		assertThat(response.statusCode()).isEqualTo(201);
		String id = computer.path("id").asString();
		assertThat(UUID.fromString(id)).hasToString(id);
		assertThat(computer.path("name").asString()).isEqualTo("Build 42");
		assertThat(computer.path("slug").asString()).matches("build-42-[a-z0-9]+");
		assertThat(computer.path("template_type").asString()).isEqualTo("miosa-desktop");
		assertThat(computer.path("size").asString()).isEqualTo("medium");
		assertThat(computer.path("metadata").path("team").asString()).isEqualTo("web");
		assertThat(computer.path("vcpus").asInt()).isPositive();
		assertThat(computer.path("memory_mb").asInt()).isPositive();
		assertThat(ApiClient.json(this.client.get("/computers/" + id)).path("id").asString()).isEqualTo(id);
		assertThat(this.local.createdComputers()).containsExactly(id);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "{'name': 'a', 'size': 'huge'}", "{'name': 'a', 'metadata': {'a': 1}}",
			"{'name': 'a', 'visibility': 'x'}", "{'name': 'a', 'setup_file': 'a\\u0000'}" })
	void rejectsInvalidFields(String body) throws Exception {
		assertThat(this.client.post("/computers", body.replace('\'', '"')).statusCode()).isEqualTo(422);
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void needsAName() throws Exception {
		HttpResponse<String> response = this.client.post("/computers", "{}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("MISSING_PARAM");
	}

	@Test
	void eachComputerHasItsOwnHomeAndProcesses() throws Exception {
		String first = create("first");
		String second = create("second");
		bash(first, "echo here > file; sleep 1000 >/dev/null 2>&1 & echo $! > pid");
		long pid = Processes.awaitPid(this.local.home(first).resolve("pid"));
		assertThat(this.local.home(first).resolve("file")).exists();
		assertThat(this.local.home(second)).isEmptyDirectory();
		assertThat(this.local.home()).isEmptyDirectory();
		assertThat(this.client.delete("/computers/" + second).statusCode()).isEqualTo(204);
		assertThat(Processes.isRunning(pid)).isTrue();
		Path home = this.local.home(first);
		assertThat(this.client.delete("/computers/" + first).statusCode()).isEqualTo(204);
		assertThat(Processes.isRunning(pid)).isFalse();
		assertThat(home).doesNotExist();
		assertThat(this.client.get("/computers/" + first).statusCode()).isEqualTo(404);
		assertThat(this.client.delete("/computers/" + first).statusCode()).isEqualTo(404);
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void stopKillsTheProcessesAndKeepsTheFiles() throws Exception {
		String id = create("a");
		bash(id, "sleep 1000 >/dev/null 2>&1 & echo $! > pid");
		long pid = Processes.awaitPid(this.local.home(id).resolve("pid"));
		assertThat(post(id, "/stop").statusCode()).isEqualTo(202);
		assertThat(status(id)).isEqualTo("stopped");
		assertThat(Processes.isRunning(pid)).isFalse();
		assertThat(bash(id, "true").statusCode()).isEqualTo(409);
		assertThat(post(id, "/start").statusCode()).isEqualTo(202);
		assertThat(ApiClient.json(bash(id, "cat pid")).path("stdout").asString()).isEqualTo(pid + "\n");
	}

	@Test
	@Tag("thorough")
	void takesTimeToStart() throws Exception {
		this.local.setStartTime(Duration.ofDays(1));
		String id = create("a");
		assertThat(status(id)).isEqualTo("provisioning");
		HttpResponse<String> response = bash(id, "true");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("COMPUTER_STARTING");
		this.local.setStartTime(Duration.ofMillis(200));
		post(id, "/restart");
		Awaitility.await().until(() -> status(id).equals("running"));
		assertThat(bash(id, "true").statusCode()).isEqualTo(200);
	}

	@Test
	@Tag("thorough")
	@DisplayName("PATCH /computers/{id}/auto-stop stops an idle computer and does not remove it")
	void stopsWhenIdle() throws Exception {
		String id = create("a");
		try (RawWebSocket busy = RawWebSocket.open(this.local,
				"/api/v1/computers/" + id + "/exec/ws?command=sleep%201000",
				Map.of("Authorization", "Bearer " + this.local.getApiKey()))) {
			assertThat(busy.status()).isEqualTo(101);
			stopWhenIdle(id);
			String idle = create("b");
			stopWhenIdle(idle);
			Awaitility.await().until(() -> status(idle).equals("stopped"));
			assertThat(status(id)).isEqualTo("running");
		}
		Awaitility.await().until(() -> status(id).equals("stopped"));
		assertThat(this.local.createdComputers()).hasSize(2);
	}

	private void stopWhenIdle(String id) throws Exception {
		HttpRequest.Builder request = this.client.request("/computers/" + id + "/auto-stop")
			.method("PATCH", HttpRequest.BodyPublishers.ofString("{\"seconds\": 1}"));
		assertThat(this.client.send(request).statusCode()).isEqualTo(202);
	}

	@Test
	@Tag("thorough")
	@DisplayName("GET /computers?page=&per_page=&status=")
	void listsPages() throws Exception {
		for (int i = 0; i < 4; i++) {
			create("c" + i);
		}
		post(this.local.createdComputers().get(1), "/stop");
		JsonNode page = ApiClient.json(this.client.get("/computers?page=2&per_page=2"));
		assertThat(page.path("data")).extracting((computer) -> computer.path("name").asString())
			.containsExactly("c1", "c2");
		assertThat(page.path("meta").toString()).contains("\"total\":5", "\"page\":2", "\"per_page\":2");
		assertThat(ApiClient.json(this.client.get("/computers?page=9&per_page=2")).path("data")).isEmpty();
		assertThat(ApiClient.json(this.client.get("/computers?status=stopped")).path("data"))
			.extracting((computer) -> computer.path("name").asString())
			.containsExactly("c1");
		assertThat(this.client.get("/computers?page=0").statusCode()).isEqualTo(422);
	}

	@Test
	@DisplayName("Idempotency-Key: the same key gets the first answer, marked Idempotency-Replayed")
	void replaysTheAnswerToTheSameKey() throws Exception {
		HttpResponse<String> first = createWithKey("k1");
		HttpResponse<String> again = createWithKey("k1");
		assertThat(again.statusCode()).isEqualTo(201);
		assertThat(again.body()).isEqualTo(first.body());
		assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
		assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(createWithKey("k2").body()).isNotEqualTo(first.body());
		assertThat(this.local.createdComputers()).hasSize(2);
		this.local.ignoreIdempotencyKeys();
		assertThat(createWithKey("k1").body()).isNotEqualTo(first.body());
	}

	@Test
	@Tag("thorough")
	void lostAnswerLeavesAComputerThatTheSameKeyFinds() throws Exception {
		this.local.faults().nextOn("POST /computers", Fault.dropAfterRunning(ConnectionEnd.RESET));
		assertThatIOException().isThrownBy(() -> createWithKey("k"));
		assertThat(this.local.createdComputers()).hasSize(1);
		assertThat(createWithKey("k").statusCode()).isEqualTo(201);
		assertThat(this.local.createdComputers()).hasSize(1);
	}

	@Test
	void rejectsMoreThanTheQuota() throws Exception {
		this.local.setQuota(1);
		String id = create("a");
		HttpResponse<String> response = createWithKey("k");
		assertThat(response.statusCode()).isEqualTo(402);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("TEAM_MEMBER_CAP_REACHED");
		this.client.delete("/computers/" + id);
		assertThat(createWithKey("k").statusCode()).isEqualTo(201);
	}

	@Test
	@Tag("thorough")
	void faultOnARouteIsLeftToIt() throws Exception {
		this.local.faults().nextOn("DELETE /computers/{id}", 2, Fault.error(500, "INTERNAL_ERROR"));
		String id = create("a");
		assertThat(this.client.delete("/computers/" + id).statusCode()).isEqualTo(500);
		assertThat(this.client.delete("/computers/" + id).statusCode()).isEqualTo(500);
		assertThat(this.client.delete("/computers/" + id).statusCode()).isEqualTo(204);
		assertThat(this.local.requests("DELETE /computers/{id}")).isEqualTo(3);
		assertThat(this.local.requests("POST /computers")).isEqualTo(1);
		assertThatIllegalArgumentException().isThrownBy(() -> this.local.requests("GET /nowhere"));
	}

	@Test
	@Tag("thorough")
	void resetAndCloseDestroyWhatWasCreated() throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.start()) {
			ApiClient otherClient = new ApiClient(other);
			String id = ApiClient.json(otherClient.post("/computers", "{\"name\": \"a\"}")).path("id").asString();
			Path home = other.home(id);
			other.reset();
			assertThat(home).doesNotExist();
			assertThat(other.createdComputers()).isEmpty();
			id = ApiClient.json(otherClient.post("/computers", "{\"name\": \"a\"}")).path("id").asString();
			otherClient.post("/computers/" + id + "/exec",
					"{\"command\": \"sleep 1000 >/dev/null 2>&1 & echo $! > pid\"}");
			home = other.home(id);
			long pid = Processes.awaitPid(home.resolve("pid"));
			other.close();
			assertThat(Processes.isRunning(pid)).isFalse();
			assertThat(home).doesNotExist();
		}
	}

	private String create(String name) throws Exception {
		return ApiClient.json(this.client.post("/computers", "{\"name\": \"" + name + "\"}")).path("id").asString();
	}

	private HttpResponse<String> createWithKey(String key) throws Exception {
		return this.client.send(this.client.request("/computers")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"keyed\"}")));
	}

	private HttpResponse<String> post(String id, String action) throws Exception {
		return this.client.post("/computers/" + id + action, "");
	}

	private HttpResponse<String> bash(String id, String command) throws Exception {
		return this.client.post("/computers/" + id + "/exec", ApiClient.body("command", command, Map.of()));
	}

	private String status(String id) throws Exception {
		return ApiClient.json(this.client.get("/computers/" + id)).path("status").asString();
	}

}
