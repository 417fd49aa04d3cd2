package ai.miosa.spring.test.api;

import java.io.IOException;
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
import ai.miosa.spring.test.process.Host;
import ai.miosa.spring.test.process.LocalMachine;
import ai.miosa.spring.test.process.OneShotCommand;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotResult.End;
import ai.miosa.spring.test.process.OneShotRunner;
import ai.miosa.spring.test.process.TemporaryFile;

/**
 * The routes: who may ask, for which computer, and what is run.
 */
public final class Api {

	private final String apiKey;

	private final Computers computers;

	private final LocalMachine machine;

	private final OneShotRunner runner;

	private final Agent agent;

	private final long maxOutputSize;

	public Api(String apiKey, Computers computers, LocalMachine machine, OneShotRunner runner, Agent agent,
			long maxOutputSize) {
		this.apiKey = apiKey;
		this.computers = computers;
		this.machine = machine;
		this.runner = runner;
		this.agent = agent;
		this.maxOutputSize = maxOutputSize;
	}

	/**
	 * Return the command a request carries.
	 * @param request the request, whole
	 * @return the bash command or python code, or {@code null} if there is none
	 */
	public static @Nullable String command(ReceivedRequest request) {
		try {
			Route route = Route.of(request);
			return (route != null) ? ExecBody.source(Json.object(request.body()), route) : null;
		}
		catch (ApiException ex) {
			// It carries no command; the answer says so
			return null;
		}
	}

	/**
	 * Return whether a request carries the key: as a bearer token or, as browsers do
	 * which cannot set headers, as a WebSocket subprotocol.
	 * @param request the request
	 * @return whether the key is there
	 */
	public boolean isAuthentic(ReceivedRequest request) {
		return ("Bearer " + this.apiKey).equals(request.header("Authorization"))
				|| request.listHeader("Sec-WebSocket-Protocol").contains("bearer." + this.apiKey);
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
		Route route = Route.of(request);
		if (route != null) {
			requireReady(id);
			return exec(ExecBody.read(Json.object(request.body()), route), route, format, clientGone);
		}
		if (get && path.action().isEmpty()) {
			Map<String, Object> computer = this.computers.describe(id);
			String wrapper = format.wrapper();
			return Answer.json(200, Json.bytes("data".equals(wrapper) ? Map.of(wrapper, computer) : computer));
		}
		throw ApiException.notFound();
	}

	// Check that a session may be opened on the computer
	public void checkSession(ReceivedRequest request) {
		authenticate(request);
		requireReady(new ApiPath(request.uri()).computerId());
	}

	private void authenticate(ReceivedRequest request) {
		if (!isAuthentic(request)) {
			throw new ApiException(401, "invalid_token", "The API key is missing or wrong");
		}
	}

	private void requireReady(String id) {
		this.computers.requireRunning(id);
		this.agent.requirePresent();
	}

	private Answer exec(ExecBody body, Route route, ResultFormat format, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		OneShotResult result = switch (route) {
			case BASH -> bash(body, CommandOutput.limitedTo(this.maxOutputSize), clientGone);
			case PYTHON -> python(body, clientGone);
			case COMMANDS -> bash(body, CommandOutput.cutAt(this.maxOutputSize), clientGone);
		};
		if (result.end() == End.POWER_OFF) {
			throw Agent.unreachable();
		}
		if (route == Route.COMMANDS) {
			return ResultWriter.commands(result, format);
		}
		return switch (result.end()) {
			case TIMED_OUT -> throw new ApiException(504, "EXEC_TIMEOUT", "The command did not end in time");
			case OUTPUT_TOO_LARGE -> throw new ApiException(500, "OUTPUT_TOO_LARGE",
					"The command's output is larger than " + this.maxOutputSize + " bytes");
			default -> ResultWriter.exec(result, format);
		};
	}

	private OneShotResult bash(ExecBody body, CommandOutput output, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		return run(List.of("bash", "-c", body.source()), body, output, clientGone);
	}

	private OneShotResult python(ExecBody body, CompletableFuture<Void> clientGone) throws InterruptedException {
		if (!Host.CURRENT.hasProgram("python3")) {
			throw new ApiException(422, "PYTHON3_NOT_FOUND",
					"The local computer needs python3 to run python, and there is none on the PATH");
		}
		try (TemporaryFile script = this.machine.writeFile(body.source())) {
			return run(List.of("python3", script.path().toString()), body, CommandOutput.limitedTo(this.maxOutputSize),
					clientGone);
		}
		catch (IOException ex) {
			throw new ApiException(500, "INTERNAL_ERROR", "The code could not be written to a file");
		}
	}

	private OneShotResult run(List<String> commandLine, ExecBody body, CommandOutput output,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		try {
			Path directory = this.machine.workingDirectory(body.workingDirectory());
			return this.runner.run(new OneShotCommand(commandLine, directory, body.env(), body.stdin(), body.timeout()),
					output, clientGone);
		}
		catch (IOException ex) {
			throw ApiException.notStarted(ex);
		}
	}

}
