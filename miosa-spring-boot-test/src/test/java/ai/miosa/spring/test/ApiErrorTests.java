package ai.miosa.spring.test;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sections "Errors" and "A computer's state" of the wire protocol.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class ApiErrorTests {

	private static MiosaLocalComputer computer;

	private static ApiClient client;

	@BeforeAll
	static void use(MiosaLocalComputer localComputer) {
		computer = localComputer;
		client = new ApiClient(computer);
	}

	@Test
	@DisplayName("401 invalid_token: missing or bad key")
	void wrongKey() throws Exception {
		HttpResponse<String> response = client
			.send(client.request("/computers").setHeader("Authorization", "Bearer msk_u_wrong").GET());
		assertError(response, 401, "invalid_token");
		response = client.send(client.request("/computers").setHeader("Authorization", "").GET());
		assertError(response, 401, "invalid_token");
	}

	@Test
	@DisplayName("404 NOT_FOUND: no such computer for this tenant")
	void unknownComputer() throws Exception {
		assertError(client.get("/computers/nobody"), 404, "NOT_FOUND");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/elsewhere", "/computers/x/exec", "/computers/x/exec/stream", "/sandboxes/x/exec/python" })
	@DisplayName("A route that is not known answers 404 {\"errors\": {\"detail\": \"Not Found\"}}")
	void unknownRoute(String path) throws Exception {
		HttpResponse<String> response = client.get(path);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).isEqualTo("{\"errors\":{\"detail\":\"Not Found\"}}");
	}

	@Test
	@DisplayName("400 INVALID_ID: an id that is not percent-encoded")
	void badlyEncodedId() throws Exception {
		assertThat(JsonMapper.shared().readTree(rawGet("/api/v1/computers/%zz")).at("/error/code").asString())
			.isEqualTo("INVALID_ID");
	}

	@ParameterizedTest
	@DisplayName("409 COMPUTER_STARTING and NOT_RUNNING")
	@CsvSource({ "CREATING,COMPUTER_STARTING", "PROVISIONING,COMPUTER_STARTING", "STARTING,COMPUTER_STARTING",
			"PAUSED,NOT_RUNNING", "STOPPING,NOT_RUNNING", "STOPPED,NOT_RUNNING", "ERROR,NOT_RUNNING",
			"DESTROYING,NOT_RUNNING", "DESTROYED,NOT_RUNNING" })
	void notReady(State status, String code) throws Exception {
		computer.setStatus(computer.getComputerId(), status);
		try {
			assertError(client.tryBash("touch ran"), 409, code);
			assertThat(computer.home().resolve("ran")).doesNotExist();
		}
		finally {
			computer.setStatus(computer.getComputerId(), State.RUNNING);
		}
	}

	@Test
	@DisplayName("retryable, and the hint in the header and the body")
	void startingComputerSaysWhenToComeBack() throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.builder().startingHint(Duration.ofMillis(250)).start()) {
			other.setStatus(other.getComputerId(), State.STARTING);
			HttpResponse<String> response = new ApiClient(other).tryBash("true");
			JsonNode error = ApiClient.json(response).path("error");
			assertThat(response.headers().firstValue("Retry-After")).contains("0.25");
			assertThat(error.path("retryable").asBoolean()).isTrue();
			assertThat(error.path("retry_after_ms").asInt()).isEqualTo(250);
			try (RawWebSocket socket = RawWebSocket.stream(other, "command", "true")) {
				assertThat(socket.header("Retry-After")).isEqualTo("0.25");
				assertThat(JsonMapper.shared().readTree(socket.body()).path("error").path("retryable").asBoolean())
					.isTrue();
			}
		}
	}

	@Test
	@DisplayName("active is an older spelling of running")
	void activeRuns() throws Exception {
		computer.setStatus(computer.getComputerId(), ComputerStatus.of("active"));
		assertThat(client.tryBash("true").statusCode()).isEqualTo(200);
		computer.setStatus(computer.getComputerId(), State.RUNNING);
	}

	@ParameterizedTest
	@DisplayName("400 MISSING_PARAM: no command")
	@ValueSource(
			strings = { "{}", "{\"command\": null}", "{\"command\": 1}", "{\"command\": \"\"}", "{\"code\": \"1\"}" })
	void missingCommand(String body) throws Exception {
		assertError(client.exec("/exec", body), 400, "MISSING_PARAM");
	}

	@Test
	@DisplayName("400 MISSING_PARAM: no code")
	void missingCode() throws Exception {
		assertError(client.exec("/exec/python", "{\"command\": \"1\"}"), 400, "MISSING_PARAM");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "\"x\"", "null", "{\"command\": \"x\"" })
	void badJson(String body) throws Exception {
		assertError(client.exec("/exec", body), 400, "INVALID_JSON");
	}

	@ParameterizedTest
	@DisplayName("422 VALIDATION_ERROR: bad field")
	@ValueSource(strings = { "'timeout': 0", "'timeout': -1", "'timeout': 301", "'timeout': 1.5", "'timeout': '30'",
			"'timeout': 99999999999", "'timeout': true", "'env': []", "'env': {'A': 1}", "'env': {'A': null}",
			"'env': {'A-B': 'x'}", "'env': {'A': '\\u0000'}", "'working_dir': 1", "'working_dir': '/no/such/place'" })
	void invalidField(String field) throws Exception {
		String body = ("{'command': 'touch ran', " + field + "}").replace('\'', '"');
		assertError(client.exec("/exec", body), 422, "VALIDATION_ERROR");
		assertThat(computer.home().resolve("ran")).doesNotExist();
	}

	@Test
	@DisplayName("timeout: at most 300")
	void longestTimeout() throws Exception {
		assertThat(client.exec("/exec", "{\"command\": \"true\", \"timeout\": 300}").statusCode()).isEqualTo(200);
	}

	@Test
	@Tag("thorough")
	void commandTooLongToStartIsInvalid() throws Exception {
		assertError(client.tryBash("#" + "x".repeat(3_000_000)), 422, "VALIDATION_ERROR");
	}

	@Test
	@DisplayName("response X-Request-ID, also error.request_id in the body")
	void requestId() throws Exception {
		HttpResponse<String> good = client.tryBash("true");
		HttpResponse<String> bad = client.get("/computers/nobody");
		assertThat(good.headers().firstValue("X-Request-ID")).get().asString().startsWith("req_");
		assertThat(bad.headers().firstValue("X-Request-ID")).get()
			.isEqualTo(ApiClient.json(bad).at("/error/request_id").asString())
			.isNotEqualTo(good.headers().firstValue("X-Request-ID").orElseThrow());
	}

	@ParameterizedTest
	@EnumSource(ErrorShape.class)
	@DisplayName("three body shapes are in the wild")
	void errorShapes(ErrorShape shape) throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.builder().errorShape(shape).start()) {
			HttpResponse<String> response = new ApiClient(other).get("/computers/nobody");
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(response.body()).contains("Not found");
			switch (shape) {
				case NESTED -> assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("NOT_FOUND");
				case FLAT -> assertThat(ApiClient.json(response).path("error").asString()).isEqualTo("Not found");
				case CODE -> assertThat(ApiClient.json(response).path("error").asString()).isEqualTo("NOT_FOUND");
				case MESSAGE -> assertThat(ApiClient.json(response).path("message").asString()).isEqualTo("Not found");
				case ERRORS -> assertThat(ApiClient.json(response).at("/errors/0").asString()).isEqualTo("Not found");
				case TEXT -> assertThat(response.body()).isEqualTo("Not found");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(ResultShape.class)
	@DisplayName("the object may be bare, or wrapped as data or result")
	void resultShapes(ResultShape shape) throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.builder()
			.resultShape(shape)
			.omitting("stdout", "stderr", "success")
			.start()) {
			ApiClient otherClient = new ApiClient(other);
			String result = "{\"output\":\"x\",\"exit_code\":0}";
			assertThat(otherClient.tryBash("printf x").body())
				.isEqualTo((shape != ResultShape.BARE) ? "{\"" + shape.wrapper() + "\":" + result + "}" : result);
			JsonNode state = ApiClient.json(otherClient.get("/computers/" + other.getComputerId()));
			assertThat(((shape == ResultShape.DATA) ? state.path("data") : state).path("status").asString())
				.isEqualTo("running");
		}
	}

	@ParameterizedTest
	@EnumSource(State.class)
	@DisplayName("GET /computers/{id}: id, name, status")
	void state(State status) throws Exception {
		String id = computer.addComputer();
		computer.setStatus(id, status);
		JsonNode state = ApiClient.json(client.get("/computers/" + id));
		assertThat(state.path("id").asString()).isEqualTo(id);
		assertThat(state.path("name").asString()).isNotEmpty();
		assertThat(state.path("status").asString()).isEqualTo(status.name().toLowerCase(Locale.ROOT));
	}

	@Test
	@DisplayName("{id} is one path segment and must be percent-encoded")
	void idIsDecoded() throws Exception {
		computer.addComputer("a/b c+ü%");
		assertThat(ApiClient.json(client.get("/computers/a%2Fb%20c+%C3%BC%25")).path("id").asString())
			.isEqualTo("a/b c+ü%");
	}

	@Test
	@DisplayName("GET /computers?per_page=1: the cheapest call that proves the key is good")
	void list() throws Exception {
		HttpResponse<String> response = client.get("/computers?per_page=1");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains(computer.getComputerId());
		assertThat(computer.lastRequest()).satisfies((request) -> {
			assertThat(request.method()).isEqualTo("GET");
			assertThat(request.uri()).isEqualTo("/api/v1/computers?per_page=1");
			assertThat(request.header("authorization")).isEqualTo("Bearer " + computer.getApiKey());
			assertThat(request.toString()).doesNotContain(computer.getApiKey()).doesNotContain("per_page");
		});
	}

	@Test
	void clientThatOffersHttp2IsAnswered() throws Exception {
		HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
		String path = "/computers/" + computer.getComputerId() + "/exec";
		HttpResponse<String> response = http.send(
				client.request(path).POST(HttpRequest.BodyPublishers.ofString("{\"command\": \"true\"}")).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(computer.lastRequest().header("Upgrade")).isEqualTo("h2c");
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	@Tag("thorough")
	void arrivalsAreCountedByCommand() throws Exception {
		int before = computer.requests();
		client.tryBash("echo counted");
		client.tryBash("echo counted");
		client.python("print('counted')");
		assertThat(computer.arrivals("echo counted")).isEqualTo(2);
		assertThat(computer.arrivals("print('counted')")).isEqualTo(1);
		assertThat(computer.arrivals("echo other")).isZero();
		assertThat(computer.requests() - before).isEqualTo(3);
		assertThat(computer.lastRequest())
			.satisfies((request) -> assertThat(request.body()).isEqualTo("{\"code\":\"print('counted')\"}"));
	}

	private static void assertError(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo(code);
	}

	private static String rawGet(String path) throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), computer.getPort())) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
						+ computer.getApiKey() + "\r\n\r\n")
					.getBytes());
			String response = new String(socket.getInputStream().readAllBytes());
			return response.substring(response.indexOf("\r\n\r\n") + 4);
		}
	}

}
