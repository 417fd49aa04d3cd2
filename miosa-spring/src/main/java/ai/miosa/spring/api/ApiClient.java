package ai.miosa.spring.api;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.CodecConfigurer;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.DefaultUriBuilderFactory.EncodingMode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiConnections.Lease;

/**
 * Client that sends requests to the API and converts each outcome to a response or a
 * {@link MiosaException}. Thread-safe.
 */
public final class ApiClient {

	/**
	 * HTTP clients may report a value or an error after an exchange has been cancelled,
	 * which Reactor would log. The call has ended by then.
	 */
	private static final ContextView SILENTLY_DROPPED = Context.of("reactor.onErrorDropped.local",
			(Consumer<Throwable>) (ex) -> {
			}, "reactor.onNextDropped.local", (Consumer<Object>) ApiClient::release);

	private static final String CLIENT = ApiClient.class.getName();

	private final Supplier<WebClient> webClient;

	private final MiosaEndpoint endpoint;

	private final String baseUrl;

	private final DefaultUriBuilderFactory uris;

	private final ApiResponseReader reader;

	private final ApiConnections connections;

	private final RequestLimiter limiter;

	private final ConnectionFailures failures;

	/**
	 * Create a client.
	 * @param webClient the underlying client, from {@link #webClient(Supplier)}
	 * @param endpoint the API to use
	 * @param maxBody the largest response to accept, in bytes
	 * @param connections the connections to use
	 * @param limiter limits the rate of requests, each of which may wait for as long as
	 * its deadline before that begins
	 */
	public ApiClient(Supplier<WebClient> webClient, MiosaEndpoint endpoint, int maxBody, ApiConnections connections,
			RequestLimiter limiter) {
		this.webClient = webClient;
		this.endpoint = endpoint;
		this.connections = connections;
		this.limiter = limiter;
		this.failures = new ConnectionFailures(endpoint);
		this.reader = new ApiResponseReader(maxBody, this.failures);
		this.baseUrl = ApiRequests.baseUrl(endpoint).toString();
		this.uris = new DefaultUriBuilderFactory(this.baseUrl);
		// The base URL is encoded already
		this.uris.setEncodingMode(EncodingMode.VALUES_ONLY);
	}

	/**
	 * Return an underlying client, which is built by the first request, is expensive and
	 * can be shared by many clients of the API.
	 * @param builder supplies the builder. Its filters receive neither the credentials
	 * nor the query of the base URL
	 * @return the underlying client
	 */
	public static Supplier<WebClient> webClient(Supplier<WebClient.Builder> builder) {
		return SingletonSupplier.of(() -> builder.get()
			.filters((filters) -> filters.add(ApiClient::filter))
			.codecs((codecs) -> configure(codecs.defaultCodecs()))
			.build());
	}

	private static void configure(CodecConfigurer.DefaultCodecs codecs) {
		// Request details contain the key and would be logged at TRACE
		codecs.enableLoggingRequestDetails(false);
		codecs.maxInMemorySize(ApiResponseReader.MAX_LINE);
	}

	/**
	 * Send a {@code GET} request.
	 * @param call the description of the call
	 * @param deadline the time allowed for the whole exchange
	 * @param uriTemplate the URI below the base URL, such as {@code /computers/{id}}
	 * @param uriVariables the values of the template's variables, not encoded
	 * @return the response
	 */
	public Mono<ApiResponse> get(ApiCall call, Duration deadline, String uriTemplate, Object... uriVariables) {
		return send(call.asSafe(), HttpMethod.GET, null, null, false, false, deadline, uriTemplate, uriVariables);
	}

	/**
	 * Send a {@code POST} request that runs a command, at most once.
	 * @param call the description of the call
	 * @param body the JSON body
	 * @param deadline the time allowed for the whole exchange
	 * @param uriTemplate the URI below the base URL, such as {@code /computers/{id}/exec}
	 * @param uriVariables the values of the template's variables, not encoded
	 * @return the response
	 */
	public Mono<ApiResponse> post(ApiCall call, byte[] body, Duration deadline, String uriTemplate,
			Object... uriVariables) {
		return send(call, HttpMethod.POST, body, null, true, false, deadline, uriTemplate, uriVariables);
	}

	/**
	 * Send a {@code POST} request that creates something, at most once.
	 * @param call the description of the call
	 * @param body the JSON body
	 * @param idempotencyKey the key of the creation, the same whenever it is sent again
	 * @param deadline the time allowed for the whole exchange
	 * @param uriTemplate the URI below the base URL, such as {@code /computers}
	 * @return the response
	 */
	public Mono<ApiResponse> create(ApiCall call, byte[] body, String idempotencyKey, Duration deadline,
			String uriTemplate) {
		return send(call, HttpMethod.POST, body, idempotencyKey, false, false, deadline, uriTemplate);
	}

	/**
	 * Send a request and ignore the body of a successful response.
	 * @param call the description of the call
	 * @param method the method
	 * @param body the JSON body, or {@code null} if there is none
	 * @param deadline the time allowed for the whole exchange
	 * @param uriTemplate the URI below the base URL, such as {@code /computers/{id}}
	 * @param uriVariables the values of the template's variables, not encoded
	 * @return the response, without its body
	 */
	public Mono<ApiResponse> send(ApiCall call, HttpMethod method, byte @Nullable [] body, Duration deadline,
			String uriTemplate, Object... uriVariables) {
		return send(call, method, body, null, false, true, deadline, uriTemplate, uriVariables);
	}

	/**
	 * Send a {@code POST} request that runs a command, at most once, and stream the
	 * response.
	 * @param call the description of the call
	 * @param body the JSON body
	 * @param deadline the time allowed for the whole exchange
	 * @param uriTemplate the URI below the base URL
	 * @param uriVariables the values of the template's variables, not encoded
	 * @return the server-sent events
	 */
	public Flux<ServerSentEvent<String>> stream(ApiCall call, byte[] body, Duration deadline, String uriTemplate,
			Object... uriVariables) {
		return this.limiter.limitAll(call, deadline, Flux.defer(() -> {
			ApiExchange exchange = begin(call, true, HttpMethod.POST, body, deadline);
			Lease connection = this.connections.new Lease(exchange, true);
			Mono<ServerSentEvent<String>> late = Mono.delay(deadline)
				.then(Mono.error(() -> timedOut(exchange, connection, deadline)));
			Mono<ServerSentEvent<String>> closed = connection.onClose().then(Mono.error(() -> closed(exchange)));
			return connection.acquire()
				.thenMany(request(exchange, HttpMethod.POST, body, uriTemplate, uriVariables)
					.accept(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM)
					.exchangeToFlux((response) -> this.reader.readEvents(exchange, response)))
				.takeUntilOther(Mono.firstWithSignal(late, closed))
				.doOnCancel(exchange::end)
				.doFinally((signal) -> connection.release())
				.contextWrite(SILENTLY_DROPPED);
		}));
	}

	private Mono<ApiResponse> send(ApiCall call, HttpMethod method, byte @Nullable [] body,
			@Nullable String idempotencyKey, boolean command, boolean bodyIgnored, Duration deadline,
			String uriTemplate, Object... uriVariables) {
		return this.limiter.limit(call, deadline, Mono.defer(() -> {
			ApiExchange exchange = begin(call, command, method, body, deadline);
			Lease connection = this.connections.new Lease(exchange, command);
			WebClient.RequestBodySpec request = request(exchange, method, body, uriTemplate, uriVariables);
			if (idempotencyKey != null) {
				request.header("Idempotency-Key", idempotencyKey);
			}
			return connection.acquire()
				.then(request.exchangeToMono((response) -> this.reader.read(exchange, response, bodyIgnored)))
				.takeUntilOther(connection.onClose())
				.switchIfEmpty(Mono.error(() -> closed(exchange)))
				.timeout(deadline)
				.onErrorMap((ex) -> ex instanceof TimeoutException || exchange.isTooLate(),
						(ex) -> timedOut(exchange, connection, deadline))
				.doOnCancel(exchange::end)
				.doFinally((signal) -> connection.release())
				.contextWrite(SILENTLY_DROPPED);
		}));
	}

	private ApiExchange begin(ApiCall call, boolean command, HttpMethod method, byte @Nullable [] body,
			Duration deadline) {
		this.connections.checkOpen(command);
		// The first call builds the client, before its time begins
		this.webClient.get();
		return new ApiExchange(call, method, body, deadline);
	}

	private WebClient.RequestBodySpec request(ApiExchange exchange, HttpMethod method, byte @Nullable [] body,
			String uriTemplate, Object... uriVariables) {
		WebClient.RequestBodySpec request = this.webClient.get()
			.method(method)
			.uri(this.baseUrl + uriTemplate, (builder) -> this.uris.expand(uriTemplate, uriVariables))
			.attribute(CLIENT, this)
			.attributes(exchange::addTo);
		if (body != null) {
			request.contentType(MediaType.APPLICATION_JSON)
				.contentLength(body.length)
				.body((message, context) -> exchange.write(body, message));
		}
		return request;
	}

	/**
	 * Filter an exchange after all other filters, so that none can replace the
	 * credentials.
	 */
	private static Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return ((ApiClient) request.attribute(CLIENT).orElseThrow()).exchange(request, next);
	}

	private Mono<ClientResponse> exchange(ClientRequest request, ExchangeFunction next) {
		ApiExchange exchange = ApiExchange.of(request);
		ClientRequest authorized = ClientRequest.from(request)
			.url(ApiRequests.withBaseQuery(this.endpoint, request.url()))
			.headers((headers) -> ApiRequests.addHeaders(this.endpoint, headers))
			.build();
		return next.exchange(authorized)
			.flatMap(ApiClient::checkStatus)
			.onErrorMap((ex) -> this.failures.of(exchange, ex));
	}

	/**
	 * Fail for a status that is not a three-digit number.
	 */
	private static Mono<ClientResponse> checkStatus(ClientResponse response) {
		try {
			response.statusCode();
			return Mono.just(response);
		}
		catch (IllegalArgumentException ex) {
			return response.releaseBody().then(Mono.error(ex));
		}
	}

	private MiosaException timedOut(ApiExchange exchange, Lease connection, Duration deadline) {
		ApiCall call = exchange.call();
		if (!connection.isHeld()) {
			return new MiosaTimeoutException(
					call.action() + " was not sent: all " + this.connections.getMax()
							+ " connections ('miosa.max-connections') were in use for " + deadline.toMillis() + " ms",
					call.computerId(), false, null);
		}
		boolean sent = exchange.end();
		MiosaException rejection = exchange.rejection();
		return (rejection != null) ? rejection
				: new MiosaTimeoutException(
						call.action() + " timed out after " + deadline.toMillis() + " ms" + call.timeLimit(),
						call.computerId(), sent, null);
	}

	private static MiosaException closed(ApiExchange exchange) {
		return new MiosaConnectionException(
				exchange.call().action() + " was cancelled because the application is shutting down",
				exchange.call().computerId(), exchange.end(), null);
	}

	private static void release(Object dropped) {
		if (dropped instanceof DataBuffer buffer) {
			DataBufferUtils.release(buffer);
		}
	}

}
