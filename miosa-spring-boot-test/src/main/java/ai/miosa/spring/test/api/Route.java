package ai.miosa.spring.test.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * A route of the API: a method and a path.
 */
public enum Route {

	/**
	 * Lists computers.
	 */
	LIST_COMPUTERS("GET /computers"),

	/**
	 * Creates a computer.
	 */
	CREATE_COMPUTER("POST /computers"),

	/**
	 * Returns a computer.
	 */
	GET_COMPUTER("GET /computers/{id}"),

	/**
	 * Destroys a computer.
	 */
	DESTROY_COMPUTER("DELETE /computers/{id}"),

	/**
	 * Starts a computer.
	 */
	START_COMPUTER("POST /computers/{id}/start"),

	/**
	 * Stops a computer.
	 */
	STOP_COMPUTER("POST /computers/{id}/stop"),

	/**
	 * Restarts a computer.
	 */
	RESTART_COMPUTER("POST /computers/{id}/restart"),

	/**
	 * Sets after how many idle seconds a computer stops.
	 */
	AUTO_STOP("PATCH /computers/{id}/auto-stop"),

	/**
	 * Runs bash.
	 */
	BASH("POST /computers/{id}/exec"),

	/**
	 * Runs python.
	 */
	PYTHON("POST /computers/{id}/exec/python"),

	/**
	 * Runs a command with stdin.
	 */
	COMMANDS("POST /computers/{id}/commands"),

	/**
	 * Opens a session of miosa-exec-v1.
	 */
	SESSION("GET /computers/{id}/exec/stream"),

	/**
	 * Opens a session of exec-ws.
	 */
	EXEC_WS_SESSION("GET /computers/{id}/exec/ws"),

	/**
	 * Lists sandboxes.
	 */
	LIST_SANDBOXES("GET /sandboxes"),

	/**
	 * Creates a sandbox.
	 */
	CREATE_SANDBOX("POST /sandboxes"),

	/**
	 * Finds a sandbox by its name.
	 */
	FIND_SANDBOX("GET /sandboxes/by-name/{id}"),

	/**
	 * Returns a sandbox.
	 */
	GET_SANDBOX("GET /sandboxes/{id}"),

	/**
	 * Destroys a sandbox.
	 */
	DESTROY_SANDBOX("DELETE /sandboxes/{id}"),

	/**
	 * Pauses a sandbox.
	 */
	PAUSE_SANDBOX("POST /sandboxes/{id}/pause"),

	/**
	 * Stops a sandbox.
	 */
	STOP_SANDBOX("POST /sandboxes/{id}/stop"),

	/**
	 * Resumes a paused sandbox.
	 */
	RESUME_SANDBOX("POST /sandboxes/{id}/resume"),

	/**
	 * Restarts the lifetime of a sandbox.
	 */
	EXTEND_SANDBOX("POST /sandboxes/{id}/extend"),

	/**
	 * Reports whether a sandbox can run commands.
	 */
	READINESS("GET /sandboxes/{id}/readiness"),

	/**
	 * Runs a command in a sandbox.
	 */
	SANDBOX_EXEC("POST /sandboxes/{id}/exec"),

	/**
	 * Runs a command with stdin in a sandbox.
	 */
	SANDBOX_COMMANDS("POST /sandboxes/{id}/commands"),

	/**
	 * Streams the output of a command in a sandbox.
	 */
	SANDBOX_STREAM("POST /sandboxes/{id}/exec/stream");

	private static final String BASE_PATH = "/api/v1";

	private final String text;

	private final Pattern pattern;

	Route(String text) {
		this.text = text;
		this.pattern = Pattern.compile(text.replace(" ", " " + BASE_PATH).replace("{id}", "(?<id>[^/]+)"));
	}

	/**
	 * Return the route with the given text.
	 * @param text the text, such as {@code POST /computers/{id}/exec}
	 * @return the route
	 * @throws IllegalArgumentException if there is no such route
	 */
	public static Route of(String text) {
		for (Route route : values()) {
			if (route.text.equals(text)) {
				return route;
			}
		}
		throw new IllegalArgumentException("There is no route '" + text + "'");
	}

	/**
	 * Return the route that serves a request.
	 * @param method the method
	 * @param uri the path and query
	 * @return the route, or {@code null} if there is none
	 */
	static @Nullable Route of(String method, String uri) {
		for (Route route : values()) {
			if (route.matcher(method, uri).matches()) {
				return route;
			}
		}
		return null;
	}

	private Matcher matcher(String method, String uri) {
		int query = uri.indexOf('?');
		return this.pattern.matcher(method + " " + ((query < 0) ? uri : uri.substring(0, query)));
	}

	// The computer, sandbox or name that a request is about
	String id(String method, String uri) {
		Matcher matcher = matcher(method, uri);
		if (!matcher.matches() || !this.text.contains("{id}")) {
			return "";
		}
		try {
			// The decoder is for forms, where a plus sign is a blank
			return URLDecoder.decode(matcher.group("id").replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new ApiException(400, "INVALID_ID", "The id is not percent-encoded");
		}
	}

	boolean isOfSandbox() {
		return this.text.contains("/sandboxes");
	}

	// The field of the body that holds the command or code, or null for a route that runs
	// none
	@Nullable String sourceField() {
		return switch (this) {
			case BASH, COMMANDS, SANDBOX_EXEC, SANDBOX_COMMANDS, SANDBOX_STREAM -> "command";
			case PYTHON -> "code";
			default -> null;
		};
	}

	@Override
	public String toString() {
		return this.text;
	}

}
