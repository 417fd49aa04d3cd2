package ai.miosa.spring.test;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The section "Sandboxes" of the wire protocol.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class SandboxLifecycleTests {

	private final MiosaLocalComputer local;

	private final ApiClient client;

	SandboxLifecycleTests(MiosaLocalComputer local) {
		this.local = local;
		this.client = new ApiClient(local);
	}

	@Test
	@DisplayName("POST /sandboxes, GET /sandboxes/{id}, /by-name/{name}, DELETE: under data, with the field state")
	void livesAndIsDestroyed() throws Exception {
		String id = create("{'name': 'a b', 'env': {'A': '1'}, 'metadata': {'k': 'v'}}");
		JsonNode sandbox = data(this.client.get("/sandboxes/" + id));
		assertThat(id).startsWith("sbx_");
		assertThat(sandbox.path("state").asString()).isEqualTo("running");
		assertThat(sandbox.has("status")).isFalse();
		assertThat(sandbox.path("template_id").asString()).isEqualTo("miosa-sandbox");
		assertThat(sandbox.path("metadata").path("k").asString()).isEqualTo("v");
		assertThat(data(this.client.get("/sandboxes/by-name/a%20b")).path("id").asString()).isEqualTo(id);
		assertThat(this.client.get("/sandboxes/by-name/other").statusCode()).isEqualTo(404);
		assertThat(this.client.get("/computers/" + id).statusCode()).isEqualTo(404);
		assertThat(this.client.get("/sandboxes?limit=1").body()).contains(id, "\"total\":1");
		assertThat(data(this.client.get("/sandboxes/" + id + "/readiness")).path("ready").asBoolean()).isTrue();
		assertThat(this.client.delete("/sandboxes/" + id).statusCode()).isEqualTo(204);
		assertThat(this.client.get("/sandboxes/" + id).statusCode()).isEqualTo(404);
	}

	@Test
	@Tag("thorough")
	@DisplayName("POST /sandboxes/{id}/exec: stdout, stderr, exit_code, timed_out, duration_ms, no output")
	void exec() throws Exception {
		String id = create("{'env': {'A': '1'}}");
		JsonNode result = data(exec(id, "echo $A $B; echo err >&2; pwd -P >&2; exit 3",
				Map.of("env", Map.of("B", "2"), "cwd", "/workspace")));
		assertThat(result.path("stdout").asString()).isEqualTo("1 2\n");
		assertThat(result.path("stderr").asString()).isEqualTo("err\n" + this.local.home(id) + "\n");
		assertThat(result.path("exit_code").asInt()).isEqualTo(3);
		assertThat(result.has("output")).isFalse();
		assertThat(exec(id, "true", Map.of("cwd", "relative")).statusCode()).isEqualTo(422);
		assertThat(exec(id, "true", Map.of("timeout", 86_401)).statusCode()).isEqualTo(422);
		HttpResponse<String> response = this.client.post("/sandboxes/" + id + "/commands",
				ApiClient.body("command", "cat", Map.of("stdin", "in")));
		assertThat(data(response).path("stdout").asString()).isEqualTo("in");
	}

	@Test
	@Tag("thorough")
	@DisplayName("409 SANDBOX_STARTING unless wait")
	void waitsWhileStarting() throws Exception {
		this.local.setStartTime(Duration.ofDays(1));
		String id = create("{}");
		HttpResponse<String> response = exec(id, "true", Map.of());
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("SANDBOX_STARTING");
		var waiting = this.client.sendAsync("/sandboxes/" + id + "/exec",
				ApiClient.body("command", "true", Map.of("wait", true)));
		Awaitility.await().until(() -> this.local.arrivals("true") == 2);
		this.local.setStatus(id, State.RUNNING);
		assertThat(waiting.get().statusCode()).isEqualTo(200);
		id = create("{}");
		response = exec(id, "true", Map.of("wait", true, "wait_timeout_ms", 50));
		assertThat(response.statusCode()).isEqualTo(504);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("SANDBOX_READY_TIMEOUT");
	}

	@Test
	@DisplayName("POST /sandboxes/{id}/exec/stream: server-sent events")
	void streams() throws Exception {
		String id = create("{}");
		HttpResponse<String> response = this.client.post("/sandboxes/" + id + "/exec/stream",
				ApiClient.body("command", "echo one; printf two; sleep 0.2; echo err >&2; exit 4", Map.of()));
		assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
		assertThat(response.body())
			.contains("event: stdout\ndata: {\"line\":\"one\"}\n\n", "event: stdout\ndata: {\"line\":\"two\"}\n\n",
					"event: stderr\ndata: {\"line\":\"err\"}\n\n")
			.containsPattern("event: exit\ndata: \\{.*\"exit_code\":4.*}\n\n$");
	}

	@Test
	@Tag("thorough")
	void endsStreamsOfDisconnectedClients() throws Exception {
		String id = create("{}");
		String body = ApiClient.body("command", "echo $$ > pid; exec sleep 1000", Map.of());
		var answer = this.client.sendAsync("/sandboxes/" + id + "/exec/stream", body);
		long pid = Processes.awaitPid(this.local.home(id).resolve("pid"));
		answer.cancel(true);
		Processes.awaitDeath(pid);
	}

	@Test
	@Tag("thorough")
	@DisplayName("timeout_sec: a sandbox is destroyed, a persistent one is paused")
	void endsByItself() throws Exception {
		String id = create("{'timeout_sec': 1}");
		String persistent = create("{'timeout_sec': 1, 'persistent': true}");
		String extended = create("{'timeout_sec': 5}");
		this.client.post("/sandboxes/" + extended + "/extend", "{\"timeout_sec\": 1000}");
		Awaitility.await().until(() -> this.client.get("/sandboxes/" + id).statusCode() == 404);
		Awaitility.await().until(() -> state(persistent).equals("paused"));
		assertThat(state(extended)).isEqualTo("running");
		HttpResponse<String> response = exec(persistent, "true", Map.of());
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("SANDBOX_NOT_RUNNING");
	}

	@Test
	void pausesAndResumes() throws Exception {
		String id = create("{}");
		this.client.post("/sandboxes/" + id + "/pause", "");
		assertThat(state(id)).isEqualTo("paused");
		this.client.post("/sandboxes/" + id + "/resume", "");
		assertThat(state(id)).isEqualTo("running");
	}

	@Test
	@DisplayName("setup_file: runs once, in the background, when it is ready; setup_status")
	void runsTheSetupFileOnce() throws Exception {
		this.local.setStartTime(Duration.ofDays(1));
		String starting = create("{'setup_file': 'true'}");
		this.local.setStartTime(Duration.ZERO);
		String id = create("{'setup_file': 'echo $A >>out; pwd >>out', 'env': {'A': '1'}}");
		Awaitility.await().until(() -> setupStatus(id).equals("done"));
		this.client.post("/sandboxes/" + id + "/pause", "");
		this.client.post("/sandboxes/" + id + "/resume", "");
		assertThat(setupStatus(id)).isEqualTo("done");
		assertThat(this.local.home(id).resolve("out")).hasContent("1\n" + this.local.home(id));
		String failed = create("{'setup_file': 'exit 3'}");
		Awaitility.await().until(() -> setupStatus(failed).equals("failed"));
		assertThat(setupStatus(starting)).isEqualTo("pending");
		assertThat(data(this.client.get("/sandboxes/" + create("{}"))).has("setup_status")).isFalse();
	}

	@Test
	@Tag("thorough")
	@DisplayName("DELETE /sandboxes/{id} ends the setup")
	void destructionEndsTheSetup() throws Exception {
		String id = create("{'setup_file': 'echo $$ >pid; exec sleep 1000'}");
		long pid = Processes.awaitPid(this.local.home(id).resolve("pid"));
		assertThat(setupStatus(id)).isEqualTo("running");
		this.client.delete("/sandboxes/" + id);
		Processes.awaitDeath(pid);
	}

	@Test
	@Tag("thorough")
	@DisplayName("POST /sandboxes?wait=N: 201 either way, X-Miosa-Wait")
	void creationWaits() throws Exception {
		this.local.setStartTime(Duration.ofMillis(200));
		HttpResponse<String> response = this.client.post("/sandboxes?wait=60", "{}");
		assertThat(response.statusCode()).isEqualTo(201);
		assertThat(response.headers().firstValue("X-Miosa-Wait")).contains("ready");
		assertThat(data(response).path("state").asString()).isEqualTo("running");
		this.local.setStartTime(Duration.ofDays(1));
		var late = this.client.sendAsync("/sandboxes?wait=1", "{}");
		// Other creations are not held up
		Awaitility.await().until(() -> this.local.createdComputers().size() == 2);
		create("{}");
		assertThat(late.get().statusCode()).isEqualTo(201);
		assertThat(late.get().headers().firstValue("X-Miosa-Wait")).contains("timeout");
		assertThat(this.client.post("/sandboxes?wait=soon", "{}").statusCode()).isEqualTo(422);
	}

	@Test
	@Tag("thorough")
	@DisplayName("POST /sandboxes/{id}/exec: timed_out with exit_code -1")
	void execTimesOut() throws Exception {
		JsonNode late = data(exec(create("{}"), "echo before; sleep 1000", Map.of("timeout", 1)));
		assertThat(late.path("timed_out").asBoolean()).isTrue();
		assertThat(late.path("exit_code").asInt()).isEqualTo(-1);
	}

	private String setupStatus(String id) throws Exception {
		return data(this.client.get("/sandboxes/" + id)).path("setup_status").asString();
	}

	private String create(String body) throws Exception {
		return data(this.client.post("/sandboxes", body.replace('\'', '"'))).path("id").asString();
	}

	private HttpResponse<String> exec(String id, String command, Map<String, ?> options) throws Exception {
		return this.client.post("/sandboxes/" + id + "/exec", ApiClient.body("command", command, options));
	}

	private String state(String id) throws Exception {
		return data(this.client.get("/sandboxes/" + id)).path("state").asString();
	}

	private static JsonNode data(HttpResponse<String> response) {
		return ApiClient.json(response).path("data");
	}

}
