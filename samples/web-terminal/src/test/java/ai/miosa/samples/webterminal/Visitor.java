package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Visits the web terminal without a browser, so it need not follow the protocol.
 */
class Visitor {

	private static final Map<Integer, Visitor> users = new ConcurrentHashMap<>();

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private final String host;

	Visitor(int port) {
		this.host = "127.0.0.1:" + port;
	}

	/**
	 * Return the visitor who is logged in and whom tests share, as long as none logs out.
	 */
	static Visitor user(int port) {
		return users.computeIfAbsent(port, (key) -> {
			try {
				return loggedIn(port, "sesame");
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	static Visitor loggedIn(int port, String password) throws Exception {
		Visitor visitor = new Visitor(port);
		visitor.logIn(password);
		return visitor;
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
	}

	HttpResponse<byte[]> getCompressed(String path) throws IOException, InterruptedException {
		return this.client.send(request(path).header("Accept-Encoding", "gzip").build(),
				HttpResponse.BodyHandlers.ofByteArray());
	}

	HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
		return this.client.send(postRequest(path, type, body).header("X-XSRF-TOKEN", csrfToken()).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	HttpResponse<String> put(String path, String type, String body) throws IOException, InterruptedException {
		return this.client.send(request(path).header("Content-Type", type)
			.header("X-XSRF-TOKEN", csrfToken())
			.PUT(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	HttpResponse<String> postWithoutToken(String path, String type, String body)
			throws IOException, InterruptedException {
		return this.client.send(postRequest(path, type, body).build(), HttpResponse.BodyHandlers.ofString());
	}

	HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return this.client.send(request(path).DELETE().header("X-XSRF-TOKEN", csrfToken()).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	// The id of a new terminal
	String openTerminal() throws IOException, InterruptedException {
		String answer = post("/terminals", "application/json", "{\"columns\":80,\"rows\":24}").body();
		return answer.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
	}

	List<String> jobs() throws IOException, InterruptedException {
		return Pattern.compile("\"id\":\"([^\"]+)\"")
			.matcher(get("/jobs").body())
			.results()
			.map((id) -> id.group(1))
			.toList();
	}

	WebSocket connect(String path, String origin, WebSocket.Listener listener) {
		return connect(path, origin, this.client.newWebSocketBuilder(), listener);
	}

	WebSocket connectThroughTlsProxy(String path, String origin, WebSocket.Listener listener) {
		return connect(path, origin, this.client.newWebSocketBuilder().header("X-Forwarded-Proto", "https"), listener);
	}

	private WebSocket connect(String path, String origin, WebSocket.Builder connection, WebSocket.Listener listener) {
		return connection.header("Origin", origin).buildAsync(URI.create("ws://" + this.host + path), listener).join();
	}

	HttpResponse<String> logIn(String password) throws IOException, InterruptedException {
		get("/");
		return post("/login", "application/x-www-form-urlencoded", "username=user&password=" + password);
	}

	List<String> cookies() {
		return this.cookies.getCookieStore().getCookies().stream().map(HttpCookie::getName).toList();
	}

	String origin() {
		return "http://" + this.host;
	}

	private HttpRequest.Builder postRequest(String path, String type, String body) {
		return request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(origin() + path));
	}

	private String csrfToken() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals("WEB-TERMINAL-XSRF-TOKEN"))
			.map(HttpCookie::getValue)
			.findFirst()
			.orElse("");
	}

}
