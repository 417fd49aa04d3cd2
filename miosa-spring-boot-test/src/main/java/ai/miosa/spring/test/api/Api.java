package ai.miosa.spring.test.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.http.ReceivedRequest;
import ai.miosa.spring.test.process.LocalMachine;

/**
 * Authenticates requests and answers them by their routes.
 */
public final class Api {

	// The response of the platform's web framework, not of the API
	private static final Answer NO_ROUTE = Answer.json(404,
			Json.bytes(Map.of("errors", Map.of("detail", "Not Found"))));

	private final String apiKey;

	private final IdempotentAnswers idempotentAnswers;

	private final LifecycleCalls lifecycle;

	private final ExecCalls exec;

	public Api(String apiKey, Computers computers, IdempotentAnswers idempotentAnswers, Executor executor,
			long maxOutputSize) {
		this.apiKey = apiKey;
		this.idempotentAnswers = idempotentAnswers;
		this.lifecycle = new LifecycleCalls(computers);
		this.exec = new ExecCalls(computers, executor, maxOutputSize);
	}

	/**
	 * Return whether a request carries the key, as a bearer token or, for browsers, which
	 * cannot set headers, as a WebSocket subprotocol.
	 * @param request the request
	 * @return whether the key is there
	 */
	public boolean isAuthentic(ReceivedRequest request) {
		return ("Bearer " + this.apiKey).equals(request.header("Authorization"))
				|| request.listHeader("Sec-WebSocket-Protocol").contains("bearer." + this.apiKey);
	}

	public Answer handle(ReceivedRequest request, @Nullable Route route, ResultFormat format,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		authenticate(request);
		if (route == null || isSession(route)) {
			return NO_ROUTE;
		}
		if (route.sourceField() != null) {
			return this.exec.answer(route, route.id(request.method(), request.uri()), body(request), format,
					clientGone);
		}
		String key = request.method().equals("GET") ? null : request.header("Idempotency-Key");
		return this.idempotentAnswers.get(key, () -> this.lifecycle.answer(route, request, format));
	}

	/**
	 * Check that a session may be opened.
	 * @param request the request
	 * @param route the route, or {@code null} if there is none
	 * @return the machine to open it on, or {@code null} if the route opens no sessions
	 */
	public @Nullable LocalMachine checkSession(ReceivedRequest request, @Nullable Route route) {
		authenticate(request);
		if (route == null || !isSession(route)) {
			return null;
		}
		return this.exec.require(route, route.id(request.method(), request.uri()));
	}

	public static Answer noRoute() {
		return NO_ROUTE;
	}

	private static boolean isSession(Route route) {
		return route == Route.SESSION || route == Route.EXEC_WS_SESSION;
	}

	static Body body(ReceivedRequest request) {
		return new Body(Json.object(request.body()));
	}

	private void authenticate(ReceivedRequest request) {
		if (!isAuthentic(request)) {
			throw new ApiException(401, "invalid_token", "The API key is missing or wrong");
		}
	}

}
