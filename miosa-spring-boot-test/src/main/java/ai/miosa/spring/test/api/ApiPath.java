package ai.miosa.spring.test.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * A request's path, taken apart.
 */
public final class ApiPath {

	private static final String COMPUTERS = "/api/v1/computers";

	private static final Pattern COMPUTER = Pattern.compile(COMPUTERS + "/([^/]+)(/.*)?");

	private final String path;

	private final @Nullable String computer;

	private final String action;

	public ApiPath(String uri) {
		int query = uri.indexOf('?');
		this.path = (query < 0) ? uri : uri.substring(0, query);
		Matcher matcher = COMPUTER.matcher(this.path);
		boolean matches = matcher.matches();
		this.computer = matches ? matcher.group(1) : null;
		this.action = (matches && matcher.group(2) != null) ? matcher.group(2) : "";
	}

	boolean isList() {
		return this.path.equals(COMPUTERS);
	}

	// What follows the computer's id, with its slash
	public String action() {
		return this.action;
	}

	public String computerId() {
		if (this.computer == null) {
			throw ApiException.notFound();
		}
		try {
			// The decoder is for forms, where a plus sign is a blank
			return URLDecoder.decode(this.computer.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new ApiException(400, "INVALID_ID", "The computer id is not percent-encoded");
		}
	}

}
