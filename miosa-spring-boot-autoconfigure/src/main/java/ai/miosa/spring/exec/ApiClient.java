package ai.miosa.spring.exec;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
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
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.ApiFailure;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaOutputTooLargeException;
import ai.miosa.spring.MiosaTimeoutException;

/**
 * Sends one request to the API and turns whatever becomes of it into a response or a
 * {@link MiosaException}.
 */
final class ApiClient {

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

	private static final JsonMapper JSON = JsonMapper.shared();

	private final WebClient webClient;

	private final MiosaEndpoint endpoint;

	private final int maxBody;

	private final DeadlineTimers timers = new DeadlineTimers();

	ApiClient(WebClient.Builder builder, MiosaEndpoint endpoint, int maxBody) {
		// Request details hold the key and would be logged at TRACE
		this.webClient = builder.clone()
			.codecs((codecs) -> codecs.defaultCodecs().enableLoggingRequestDetails(false))
			.build();
		this.endpoint = endpoint;
		this.maxBody = maxBody;
	}

	Mono<ApiResponse> get(Object action, Duration deadline, String... path) {
		return get(action, deadline, List.of(), path);
	}

	Mono<ApiResponse> get(Object action, Duration deadline, List<Map.Entry<String, String>> query, String... path) {
		return send(action, HttpMethod.GET, this.endpoint.uri(query, path), null, deadline);
	}

	Mono<ApiResponse> post(Object action, byte[] body, Duration deadline, String... path) {
		return send(action, HttpMethod.POST, this.endpoint.uri(path), body, deadline);
	}

	private Mono<ApiResponse> send(Object action, HttpMethod method, URI uri, byte @Nullable [] body,
			Duration deadline) {
		return Mono.defer(() -> {
			AtomicBoolean sent = new AtomicBoolean();
			this.timers.occupy();
			WebClient.RequestBodySpec request = this.webClient.method(method)
				.uri(uri)
				.headers(this.endpoint::addHeaders);
			if (body != null) {
				request.contentType(MediaType.APPLICATION_JSON).contentLength(body.length).body(write(body, sent));
			}
			return request.exchangeToMono((response) -> read(action, response))
				.timeout(deadline)
				.contextWrite(IGNORE_DROPPED_ERRORS)
				.onErrorMap((ex) -> translate(action, ex, deadline, sent.get()));
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

	private Mono<ApiResponse> read(Object action, ClientResponse response) {
		return response.statusCode().is2xxSuccessful() ? readResult(action, response) : readFailure(action, response);
	}

	private Mono<ApiResponse> readResult(Object action, ClientResponse response) {
		ApiFailure info = describe(response, NO_BODY);
		return body(response, this.maxBody)
			.onErrorMap((ex) -> (ex instanceof DataBufferLimitException) ? new MiosaOutputTooLargeException(
					action + " got more than the " + this.maxBody + " bytes of response accepted", info, this.maxBody)
					: lostConnection(action, ex))
			.map((buffer) -> new ApiResponse(parse(action, buffer, info), info))
			.switchIfEmpty(Mono.error(() -> malformed(action, info)));
	}

	private static Mono<ApiResponse> readFailure(Object action, ClientResponse response) {
		return body(response, MAX_ERROR_BODY).map(ApiClient::bytes)
			.onErrorReturn(DataBufferLimitException.class, NO_BODY)
			.onErrorMap((ex) -> lostConnection(action, ex))
			.defaultIfEmpty(NO_BODY)
			.flatMap((bytes) -> Mono.error(describe(response, bytes).toException(action.toString())));
	}

	private static Mono<DataBuffer> body(ClientResponse response, int max) {
		return DataBufferUtils.join(response.body(BodyExtractors.toDataBuffers()), max);
	}

	private static MiosaConnectionException lostConnection(Object action, Throwable cause) {
		return new MiosaConnectionException(action + " lost the connection while reading the response", true, cause);
	}

	private static ApiFailure describe(ClientResponse response, byte[] body) {
		return ApiFailure.read(response.statusCode().value(), response.headers().asHttpHeaders()::getFirst, body);
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static JsonNode parse(Object action, DataBuffer buffer, ApiFailure info) {
		try (InputStream json = buffer.asInputStream(true)) {
			return JSON.readTree(json);
		}
		catch (JacksonException | IOException ex) {
			// Without the cause, which quotes the body
			throw malformed(action, info);
		}
	}

	private static MiosaMalformedResponseException malformed(Object action, ApiFailure info) {
		return new MiosaMalformedResponseException(action + " got a response that is not JSON", info);
	}

	private static Throwable translate(Object action, Throwable thrown, Duration deadline, boolean sent) {
		if (thrown instanceof TimeoutException) {
			return new MiosaTimeoutException(action + " timed out after " + deadline.toMillis() + " ms", sent, null);
		}
		return (thrown instanceof WebClientRequestException ex) ? connectionFailure(action, ex, sent) : thrown;
	}

	/**
	 * The cause alone is kept: the exception around it names the URI, whose query may be
	 * secret.
	 */
	private static MiosaConnectionException connectionFailure(Object action, WebClientRequestException ex,
			boolean sent) {
		Throwable cause = ex.getCause();
		boolean neverConnected = cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof SSLHandshakeException;
		return (sent && !neverConnected)
				? new MiosaConnectionException(action + " lost the connection after sending the request", true, cause)
				: new MiosaConnectionException(action + " was not sent: no connection", false, cause);
	}

}
