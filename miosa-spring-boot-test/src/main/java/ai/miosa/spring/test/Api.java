package ai.miosa.spring.test;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The REST half of the wire protocol.
 */
final class Api {

	private static final String COMPUTERS = "/api/v1/computers";

	private static final Pattern PATH = Pattern.compile(COMPUTERS + "/([^/]+)(/.*)?");

	private final String apiKey;

	private final Computers computers;

	private final LocalMachine machine;

	private final OneShotRunner runner;

	private final RequestLog log;

	Api(String apiKey, Computers computers, LocalMachine machine, OneShotRunner runner, RequestLog log) {
		this.apiKey = apiKey;
		this.computers = computers;
		this.machine = machine;
		this.runner = runner;
		this.log = log;
	}

	// Record a request that has arrived whole.
	void record(RecordedRequest request) {
		this.log.add(request);
		String field = sourceField(request);
		if (field == null) {
			return;
		}
		try {
			this.log.addCommand(ExecRequest.source(Json.object(request.body()), field));
		}
		catch (ApiError ex) {
			// It carries no command; the answer says so
		}
	}

	Answer handle(RecordedRequest request, ResultFormat format, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		authenticate(request);
		String path = path(request);
		boolean get = request.method().equals("GET");
		if (get && path.equals(COMPUTERS)) {
			return Answer.json(200, Json.bytes(Map.of("data", this.computers.list())));
		}
		Matcher matcher = PATH.matcher(path);
		if (!matcher.matches()) {
			throw ApiError.notFound();
		}
		String id = decode(matcher.group(1));
		String field = sourceField(request);
		if (field != null) {
			return exec(id, request, field, format, clientGone);
		}
		if (get && matcher.group(2) == null) {
			Map<String, Object> computer = this.computers.describe(id);
			return Answer.json(200,
					Json.bytes((format.shape() == ResultShape.DATA) ? Map.of("data", computer) : computer));
		}
		throw ApiError.notFound();
	}

	void authenticate(RecordedRequest request) {
		if (!("Bearer " + this.apiKey).equals(request.header("Authorization"))) {
			throw new ApiError(401, "invalid_token", "The API key is missing or wrong");
		}
	}

	private Answer exec(String id, RecordedRequest request, String field, ResultFormat format,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		this.computers.status(id).requireRunning();
		JsonNode body = Json.object(request.body());
		ExecRequest exec = ExecRequest.read(body, field);
		if (field.equals("command")) {
			return run(List.of("bash", "-c", exec.source()), exec, clientGone).answer(format);
		}
		return python(exec, clientGone).answer(format);
	}

	private OneShotResult python(ExecRequest exec, CompletableFuture<Void> clientGone) throws InterruptedException {
		Path script = null;
		try {
			script = this.machine.writeScript(exec.source());
			return run(List.of("python3", script.toString()), exec, clientGone);
		}
		catch (IOException ex) {
			throw new ApiError(500, "INTERNAL_ERROR", "The code could not be written to a file");
		}
		finally {
			delete(script);
		}
	}

	private OneShotResult run(List<String> command, ExecRequest exec, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		Path directory = this.machine.workingDirectory(exec.workingDirectory());
		return this.runner.run(command, directory, exec.env(), exec.timeout(), clientGone);
	}

	private static void delete(@Nullable Path script) {
		try {
			if (script != null) {
				Files.deleteIfExists(script);
			}
		}
		catch (IOException ex) {
			// Removed with its directory when the local computer is closed
		}
	}

	private static @Nullable String sourceField(RecordedRequest request) {
		Matcher matcher = PATH.matcher(path(request));
		if (!request.method().equals("POST") || !matcher.matches() || matcher.group(2) == null) {
			return null;
		}
		return switch (matcher.group(2)) {
			case "/exec" -> "command";
			case "/exec/python" -> "code";
			default -> null;
		};
	}

	private static String path(RecordedRequest request) {
		int query = request.uri().indexOf('?');
		return (query < 0) ? request.uri() : request.uri().substring(0, query);
	}

	private static String decode(String segment) {
		try {
			// The decoder is for forms, where a plus sign is a blank
			return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new ApiError(400, "INVALID_ID", "The computer id is not percent-encoded");
		}
	}

}
