package ai.miosa.spring.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The REST half of the wire protocol.
 */
final class Api {

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
		try {
			String command = command(request);
			if (command != null) {
				this.log.addCommand(command);
			}
		}
		catch (ApiError ex) {
			// It carries no command; the answer says so
		}
	}

	private static @Nullable String command(RecordedRequest request) {
		String field = sourceField(request);
		if (field != null) {
			return ExecRequest.source(Json.object(request.body()), field);
		}
		return new ApiPath(request.uri()).action().startsWith("/exec/") ? SessionRequest.command(request.uri()) : null;
	}

	Answer handle(RecordedRequest request, ResultFormat format, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		authenticate(request);
		ApiPath path = new ApiPath(request.uri());
		boolean get = request.method().equals("GET");
		if (get && path.isList()) {
			return Answer.json(200, Json.bytes(Map.of("data", this.computers.list())));
		}
		String id = path.computerId();
		String field = sourceField(request);
		if (field != null) {
			return exec(id, request, field, format, clientGone);
		}
		if (get && path.action().isEmpty()) {
			Map<String, Object> computer = this.computers.describe(id);
			return Answer.json(200,
					Json.bytes((format.shape() == ResultShape.DATA) ? Map.of("data", computer) : computer));
		}
		throw ApiError.notFound();
	}

	private void authenticate(RecordedRequest request) {
		if (!("Bearer " + this.apiKey).equals(request.header("Authorization"))) {
			throw new ApiError(401, "invalid_token", "The API key is missing or wrong");
		}
	}

	// Check that a session may be opened on the computer
	void checkSession(RecordedRequest request) {
		authenticate(request);
		this.computers.status(new ApiPath(request.uri()).computerId()).requireRunning();
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
		if (!request.method().equals("POST")) {
			return null;
		}
		return switch (new ApiPath(request.uri()).action()) {
			case "/exec" -> "command";
			case "/exec/python" -> "code";
			default -> null;
		};
	}

}
