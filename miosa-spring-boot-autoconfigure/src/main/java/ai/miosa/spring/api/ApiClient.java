package ai.miosa.spring.api;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.DefaultUriBuilderFactory.EncodingMode;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import ai.miosa.spring.ApiError;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaOutputTooLargeException;
import ai.miosa.spring.MiosaTimeoutException;

/**
 * Client that sends one request to the API and turns whatever becomes of it into a
 * response or a {@link MiosaException}. Safe for use by many threads.
 */
public final class ApiClient {

	/**
	 * An error body is a short JSON object; what is longer comes from elsewhere and is
	 * not read.
	 */
	private static final int MAX_ERROR_BODY = 64 * 1024;

	private static final byte[] NO_BODY = {};

	/**
	 * Some connectors still report an error when an exchange has been given up, which
	 * Reactor would log with a stack trace. The caller knows all there is to know by
	 * then.
	 */
	private static final ContextView IGNORE_DROPPED_ERRORS = Context.of("reactor.onErrorDropped.local",
			(Consumer<Throwable>) (ex) -> {
			});

	private final WebClient webClient;

	private final int maxBody;

	/**
	 * Create a client.
	 * @param builder builds the underlying client; its filters see neither the
	 * credentials nor the query of the base URL
	 * @param endpoint the API to use
	 * @param maxBody the largest response to accept, in bytes
	 */
	public ApiClient(WebClient.Builder builder, MiosaEndpoint endpoint, int maxBody) {
		DefaultUriBuilderFactory uris = new DefaultUriBuilderFactory(endpoint.getBaseUrl().toString());
		// The base URL is encoded
		uris.setEncodingMode(EncodingMode.VALUES_ONLY);
		// Request details hold the key and would be logged at TRACE
		this.webClient = builder.clone()
			.uriBuilderFactory(uris)
			.filters((filters) -> filters.add(authorize(endpoint)))
			.codecs((codecs) -> codecs.defaultCodecs().enableLoggingRequestDetails(false))
			.build();
		this.maxBody = maxBody;
	}

	/**
	 * Return the innermost filter: no other can replace the credentials.
	 */
	private static ExchangeFilterFunction authorize(MiosaEndpoint endpoint) {
		return (request,
				next) -> next.exchange(ClientRequest.from(request)
					.url(endpoint.withBaseQuery(request.url()))
					.headers(endpoint::addHeaders)
					.build());
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
		return send(call, HttpMethod.GET, uriTemplate, uriVariables, null, deadline);
	}

	/**
	 * Send a {@code POST} request.
	 * @param call the description of the call
	 * @param body the JSON body
	 * @param deadline the time allowed for the whole exchange
	 * @param uriTemplate the URI below the base URL, such as {@code /computers/{id}/exec}
	 * @param uriVariables the values of the template's variables, not encoded
	 * @return the response
	 */
	public Mono<ApiResponse> post(ApiCall call, byte[] body, Duration deadline, String uriTemplate,
			Object... uriVariables) {
		return send(call, HttpMethod.POST, uriTemplate, uriVariables, body, deadline);
	}

	private Mono<ApiResponse> send(ApiCall call, HttpMethod method, String uriTemplate, Object[] uriVariables,
			byte @Nullable [] body, Duration deadline) {
		return Mono.defer(() -> {
			AtomicBoolean sent = new AtomicBoolean();
			WebClient.RequestBodySpec request = this.webClient.method(method).uri(uriTemplate, uriVariables);
			if (body != null) {
				request.contentType(MediaType.APPLICATION_JSON).contentLength(body.length).body(write(body, sent));
			}
			return request.exchangeToMono((response) -> read(call, response))
				.timeout(deadline)
				.contextWrite(IGNORE_DROPPED_ERRORS)
				.onErrorMap((ex) -> translate(call, ex, deadline, sent.get()));
		});
	}

	/**
	 * Write the body and note when it is asked for. Every connector does so only once it
	 * is connected, which tells a request that was never sent from one that may have
	 * arrived.
	 */
	private static BodyInserter<Object, ClientHttpRequest> write(byte[] body, AtomicBoolean sent) {
		return (message, context) -> message.writeWith(Mono.fromSupplier(() -> {
			sent.set(true);
			return message.bufferFactory().wrap(body);
		}));
	}

	private Mono<ApiResponse> read(ApiCall call, ClientResponse response) {
		return response.statusCode().is2xxSuccessful() ? readResult(call, response) : readFailure(call, response);
	}

	private Mono<ApiResponse> readResult(ApiCall call, ClientResponse response) {
		ApiError info = ApiErrors.describe(response.statusCode().value(), response.headers().asHttpHeaders()::getFirst);
		return body(response, this.maxBody)
			.onErrorMap(
					(ex) -> (ex instanceof DataBufferLimitException)
							? new MiosaOutputTooLargeException(call.action() + " got more than the " + this.maxBody
									+ " bytes of response accepted", call.computerId(), info, this.maxBody)
							: lostConnection(call, ex))
			.map((buffer) -> parse(call, bytes(buffer), info))
			.switchIfEmpty(Mono.error(() -> notJson(call, info)));
	}

	private static Mono<ApiResponse> readFailure(ApiCall call, ClientResponse response) {
		return body(response, MAX_ERROR_BODY).map(ApiClient::bytes)
			.onErrorReturn(DataBufferLimitException.class, NO_BODY)
			.onErrorMap((ex) -> lostConnection(call, ex))
			.defaultIfEmpty(NO_BODY)
			.flatMap((bytes) -> Mono.error(ApiErrors.toException(call.action(), call.computerId(),
					response.statusCode().value(), response.headers().asHttpHeaders()::getFirst, bytes)));
	}

	private static Mono<DataBuffer> body(ClientResponse response, int max) {
		return DataBufferUtils.join(response.body(BodyExtractors.toDataBuffers()), max);
	}

	private static MiosaConnectionException lostConnection(ApiCall call, Throwable cause) {
		return new MiosaConnectionException(call.action() + " lost the connection while reading the response",
				call.computerId(), true, cause);
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static ApiResponse parse(ApiCall call, byte[] body, ApiError info) {
		Map<String, @Nullable Object> json = Json.readObject(body);
		if (json == null) {
			throw notJson(call, info);
		}
		return new ApiResponse(call, info, json, false);
	}

	private static MiosaMalformedResponseException notJson(ApiCall call, ApiError info) {
		return new ApiResponse(call, info, Map.of(), false).malformed("a response that is not JSON");
	}

	private static Throwable translate(ApiCall call, Throwable thrown, Duration deadline, boolean sent) {
		if (thrown instanceof TimeoutException) {
			return new MiosaTimeoutException(call.action() + " timed out after " + deadline.toMillis() + " ms",
					call.computerId(), sent, null);
		}
		return (thrown instanceof WebClientRequestException ex) ? connectionFailure(call, ex, sent) : thrown;
	}

	/**
	 * The cause alone is kept: the exception around it names the URI, whose query may be
	 * secret.
	 */
	private static MiosaConnectionException connectionFailure(ApiCall call, WebClientRequestException ex,
			boolean sent) {
		Throwable cause = ex.getCause();
		boolean neverConnected = cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof SSLHandshakeException;
		return (sent && !neverConnected)
				? new MiosaConnectionException(call.action() + " lost the connection after sending the request",
						call.computerId(), true, cause)
				: new MiosaConnectionException(call.action() + " was not sent: no connection", call.computerId(), false,
						cause);
	}

}
