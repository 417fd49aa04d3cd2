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

	LIST_COMPUTERS("GET /computers"),

	CREATE_COMPUTER("POST /computers"),

	GET_COMPUTER("GET /computers/{id}"),

	DESTROY_COMPUTER("DELETE /computers/{id}"),

	START_COMPUTER("POST /computers/{id}/start"),

	STOP_COMPUTER("POST /computers/{id}/stop"),

	RESTART_COMPUTER("POST /computers/{id}/restart"),

	AUTO_STOP("PATCH /computers/{id}/auto-stop"),

	BASH("POST /computers/{id}/exec"),

	PYTHON("POST /computers/{id}/exec/python"),

	COMMANDS("POST /computers/{id}/commands"),

	SESSION("GET /computers/{id}/exec/stream"),

	EXEC_WS_SESSION("GET /computers/{id}/exec/ws"),

	LIST_SANDBOXES("GET /sandboxes"),

	CREATE_SANDBOX("POST /sandboxes"),

	FIND_SANDBOX("GET /sandboxes/by-name/{id}"),

	GET_SANDBOX("GET /sandboxes/{id}"),

	DESTROY_SANDBOX("DELETE /sandboxes/{id}"),

	PAUSE_SANDBOX("POST /sandboxes/{id}/pause"),

	STOP_SANDBOX("POST /sandboxes/{id}/stop"),

	RESUME_SANDBOX("POST /sandboxes/{id}/resume"),

	EXTEND_SANDBOX("POST /sandboxes/{id}/extend"),

	READINESS("GET /sandboxes/{id}/readiness"),

	SANDBOX_EXEC("POST /sandboxes/{id}/exec"),

	SANDBOX_COMMANDS("POST /sandboxes/{id}/commands"),

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
