package ai.miosa.spring.test.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.http.ReceivedRequest;
import ai.miosa.spring.test.process.CommandOutput;
import ai.miosa.spring.test.process.LocalMachine;
import ai.miosa.spring.test.process.OneShotCommand;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotRunner;

/**
 * The routes: who may ask, for which computer, and what is run.
 */
public final class Api {

	private final String apiKey;

	private final Computers computers;

	private final LocalMachine machine;

	private final OneShotRunner runner;

	private final long maxOutputSize;

	public Api(String apiKey, Computers computers, LocalMachine machine, OneShotRunner runner, long maxOutputSize) {
		this.apiKey = apiKey;
		this.computers = computers;
		this.machine = machine;
		this.runner = runner;
		this.maxOutputSize = maxOutputSize;
	}

	/**
	 * Return the command a request carries.
	 * @param request the request, whole
	 * @return the bash command or python code, or {@code null} if there is none
	 */
	public static @Nullable String command(ReceivedRequest request) {
		try {
			String field = sourceField(request);
			return (field != null) ? ExecBody.source(Json.object(request.body()), field) : null;
		}
		catch (ApiException ex) {
			// It carries no command; the answer says so
			return null;
		}
	}

	public Answer handle(ReceivedRequest request, ResultFormat format, CompletableFuture<Void> clientGone)
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
			String wrapper = format.wrapper();
			return Answer.json(200, Json.bytes("data".equals(wrapper) ? Map.of(wrapper, computer) : computer));
		}
		throw ApiException.notFound();
	}

	private void authenticate(ReceivedRequest request) {
		if (!("Bearer " + this.apiKey).equals(request.header("Authorization"))) {
			throw new ApiException(401, "invalid_token", "The API key is missing or wrong");
		}
	}

	// Check that a session may be opened on the computer
	public void checkSession(ReceivedRequest request) {
		authenticate(request);
		this.computers.requireRunning(new ApiPath(request.uri()).computerId());
	}

	private Answer exec(String id, ReceivedRequest request, String field, ResultFormat format,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		this.computers.requireRunning(id);
		ExecBody body = ExecBody.read(Json.object(request.body()), field);
		OneShotResult result = field.equals("command") ? run(List.of("bash", "-c", body.source()), body, clientGone)
				: python(body, clientGone);
		return switch (result.end()) {
			case EXITED -> ResultWriter.exec(result, format);
			case TIMED_OUT -> throw new ApiException(504, "EXEC_TIMEOUT", "The command did not end in time");
			case OUTPUT_TOO_LARGE -> throw new ApiException(500, "OUTPUT_TOO_LARGE",
					"The command's output is larger than " + this.maxOutputSize + " bytes");
		};
	}

	private OneShotResult python(ExecBody body, CompletableFuture<Void> clientGone) throws InterruptedException {
		Path script = null;
		try {
			script = this.machine.writeScript(body.source());
			return run(List.of("python3", script.toString()), body, clientGone);
		}
		catch (IOException ex) {
			throw new ApiException(500, "INTERNAL_ERROR", "The code could not be written to a file");
		}
		finally {
			delete(script);
		}
	}

	private OneShotResult run(List<String> commandLine, ExecBody body, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		try {
			Path directory = this.machine.workingDirectory(body.workingDirectory());
			return this.runner.run(new OneShotCommand(commandLine, directory, body.env(), body.timeout()),
					new CommandOutput(this.maxOutputSize), clientGone);
		}
		catch (IOException ex) {
			throw ApiException.notStarted(ex);
		}
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

	private static @Nullable String sourceField(ReceivedRequest request) {
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
