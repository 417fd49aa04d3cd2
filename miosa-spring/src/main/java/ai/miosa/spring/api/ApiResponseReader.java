package ai.miosa.spring.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ApiError;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaOutputTooLargeException;

/**
 * Reads responses and fails for those that are errors.
 */
final class ApiResponseReader {

	/**
	 * The longest error body to read. Those of the API are short JSON objects.
	 */
	private static final int MAX_ERROR_BODY = 64 * 1024;

	/**
	 * The longest line of server-sent events to read: as much as the largest frame of a
	 * session.
	 */
	static final int MAX_LINE = 16 * 1024 * 1024;

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private static final byte[] NO_BODY = {};

	private final int maxBody;

	private final ConnectionFailures failures;

	ApiResponseReader(int maxBody, ConnectionFailures failures) {
		this.maxBody = maxBody;
		this.failures = failures;
	}

	/**
	 * Read a response.
	 * @param exchange the exchange
	 * @param response the response
	 * @param bodyIgnored whether to ignore the body of a successful response
	 */
	Mono<ApiResponse> read(ApiExchange exchange, ClientResponse response, boolean bodyIgnored) {
		if (response.statusCode().is2xxSuccessful()) {
			return bodyIgnored ? response.releaseBody().onErrorComplete().thenReturn(empty(exchange.call(), response))
					: readResult(exchange.call(), response);
		}
		if (exchange.isUnsent() || response.statusCode().isSameCodeAs(HttpStatus.PROXY_AUTHENTICATION_REQUIRED)) {
			MiosaException rejection = this.failures.rejectedByProxy(exchange.call(), response.statusCode().value());
			exchange.rejected(rejection);
			return response.releaseBody().onErrorComplete().then(Mono.error(rejection));
		}
		return readError(exchange, response);
	}

	/**
	 * Read a response as it arrives.
	 */
	Flux<ServerSentEvent<String>> readEvents(ApiExchange exchange, ClientResponse response) {
		return response.statusCode().is2xxSuccessful()
				? response.bodyToFlux(EVENT).onErrorMap((ex) -> lostEvents(exchange.call(), response, ex))
				: read(exchange, response, true).flatMapMany((empty) -> Flux.empty());
	}

	private MiosaException lostEvents(ApiCall call, ClientResponse response, Throwable ex) {
		if (!(ex instanceof DataBufferLimitException)) {
			return this.failures.lostResponse(call, ex);
		}
		ApiError info = ApiErrors.describe(response.statusCode().value(), headers(response));
		return new MiosaOutputTooLargeException(
				call.action() + " got a line of more than " + MAX_LINE + " bytes; break the output into lines",
				call.computerId(), info, MAX_LINE);
	}

	private static ApiResponse empty(ApiCall call, ClientResponse response) {
		return new ApiResponse(call, ApiErrors.describe(response.statusCode().value(), headers(response)), Map.of(),
				false);
	}

	private Mono<ApiResponse> readResult(ApiCall call, ClientResponse response) {
		ApiError info = ApiErrors.describe(response.statusCode().value(), headers(response));
		return body(response, this.maxBody)
			.onErrorMap((ex) -> (ex instanceof DataBufferLimitException)
					? new MiosaOutputTooLargeException(
							call.action() + " got a response of more than " + this.maxBody
									+ " bytes; raise 'miosa.exec.max-output-size' or use a session (spawn)",
							call.computerId(), info.withRetryable(call.safe()), this.maxBody)
					: this.failures.lostResponse(call, ex))
			.map((buffer) -> parse(call, buffer, info))
			.switchIfEmpty(Mono.error(() -> notJson(call, info)));
	}

	private static Mono<ApiResponse> readError(ApiExchange exchange, ClientResponse response) {
		MiosaException withoutBody = toException(exchange.call(), response, null);
		exchange.rejected(withoutBody);
		return body(response, MAX_ERROR_BODY).map(ApiResponseReader::bytes)
			.defaultIfEmpty(NO_BODY)
			.onErrorReturn(DataBufferLimitException.class, NO_BODY)
			.onErrorMap((ex) -> withoutBody)
			.flatMap((bytes) -> Mono.error(toException(exchange.call(), response, bytes)));
	}

	private static MiosaException toException(ApiCall call, ClientResponse response, byte @Nullable [] body) {
		return ApiErrors.toException(call, response.statusCode().value(), headers(response), ApiErrorBody.of(body));
	}

	private static Function<String, @Nullable String> headers(ClientResponse response) {
		return response.headers().asHttpHeaders()::getFirst;
	}

	private static Mono<DataBuffer> body(ClientResponse response, int max) {
		return DataBufferUtils.join(response.body(BodyExtractors.toDataBuffers()), max);
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static ApiResponse parse(ApiCall call, DataBuffer buffer, ApiError info) {
		try {
			Map<String, @Nullable Object> json = Json.readBody(buffer.asInputStream());
			if (json != null) {
				return new ApiResponse(call, info, json, false);
			}
			// Output may be binary
			String text = buffer.readPosition(0).toString(StandardCharsets.UTF_8);
			json = (text.indexOf('\uFFFD') >= 0) ? Json.readObject(text) : null;
			if (json != null) {
				return new ApiResponse(call, info, json, true);
			}
			throw notJson(call, info);
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

	private static MiosaMalformedResponseException notJson(ApiCall call, ApiError info) {
		return new ApiResponse(call, info, Map.of(), false).malformed("a response that is not JSON");
	}

}
