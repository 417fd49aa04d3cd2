package ai.miosa.spring.test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client without retries and redirects.
 */
final class ApiClient {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final MiosaLocalComputer computer;

	ApiClient(MiosaLocalComputer computer) {
		this.computer = computer;
	}

	JsonNode bash(String command) throws Exception {
		return bash(command, Map.of());
	}

	JsonNode bash(String command, Map<String, ?> options) throws Exception {
		return result(exec("/exec", body("command", command, options)));
	}

	JsonNode python(String code) throws Exception {
		return python(code, Map.of());
	}

	JsonNode python(String code, Map<String, ?> options) throws Exception {
		return result(exec("/exec/python", body("code", code, options)));
	}

	HttpResponse<String> tryBash(String command) throws Exception {
		return exec("/exec", body("command", command, Map.of()));
	}

	HttpResponse<String> exec(String path, String body) throws Exception {
		return send(request("/computers/" + this.computer.getComputerId() + path)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	HttpResponse<String> get(String path) throws Exception {
		return send(request(path).GET());
	}

	HttpResponse<String> post(String path, String body) throws Exception {
		return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	HttpResponse<String> delete(String path) throws Exception {
		return send(request(path).DELETE());
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.computer.getBaseUrl() + path))
			.timeout(Duration.ofSeconds(30))
			.header("Authorization", "Bearer " + this.computer.getApiKey())
			.header("Content-Type", "application/json");
	}

	CompletableFuture<HttpResponse<String>> sendAsync(String path, String body) {
		return HTTP.sendAsync(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
				BodyHandlers.ofString());
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return HTTP.send(request.build(), BodyHandlers.ofString());
	}

	/**
	 * Open a connection and send the whole request, or only its head.
	 */
	Socket rawExec(String command, boolean withBody) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.computer.getPort());
		socket.setSoTimeout(20_000);
		String body = body("command", command, Map.of());
		String head = "POST /api/v1/computers/" + this.computer.getComputerId() + "/exec HTTP/1.1\r\n"
				+ "Host: localhost\r\nAuthorization: Bearer " + this.computer.getApiKey() + "\r\nContent-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
		OutputStream out = socket.getOutputStream();
		out.write((head + ((withBody) ? body : "")).getBytes(StandardCharsets.UTF_8));
		out.flush();
		return socket;
	}

	static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	static String body(String field, String source, Map<String, ?> options) {
		Map<String, Object> body = new LinkedHashMap<>(options);
		body.put(field, source);
		return JsonMapper.shared().writeValueAsString(body);
	}

	private static JsonNode result(HttpResponse<String> response) {
		if (response.statusCode() != 200) {
			throw new AssertionError(response.statusCode() + " " + response.body());
		}
		return json(response);
	}

}
