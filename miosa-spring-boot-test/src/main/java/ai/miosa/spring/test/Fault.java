package ai.miosa.spring.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.test.RequestProcessor.Call;
import ai.miosa.spring.test.api.ResultFormat;
import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Exchange;

/**
 * Fault of a request, to be added to {@link MiosaLocalComputer#faults()}. Unless stated
 * otherwise, the request's body is read, the arrival is counted and nothing is run.
 * Immutable and reusable.
 */
public final class Fault {

	// Unlike RFC_1123_DATE_TIME, always with two digits for the day
	private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final Fault NONE = new Fault(false, (exchange, call) -> exchange.send(normal(call)));

	private final boolean beforeBody;

	private final Effect effect;

	private Fault(boolean beforeBody, Effect effect) {
		this.beforeBody = beforeBody;
		this.effect = effect;
	}

	/**
	 * Serve the request normally, as a gap in a sequence of faults.
	 * @return a fault that does nothing
	 */
	public static Fault none() {
		return NONE;
	}

	/**
	 * Drop the connection after the request's head has been read and before its body is.
	 * The arrival is not counted.
	 * @param end how the connection ends
	 * @return the fault
	 */
	public static Fault dropBeforeBody(ConnectionEnd end) {
		return new Fault(true, (exchange, call) -> end.drop(exchange));
	}

	/**
	 * Drop the connection after the whole request has been read, without running
	 * anything.
	 * @param end how the connection ends
	 * @return the fault
	 */
	public static Fault dropAfterBody(ConnectionEnd end) {
		return of((exchange, call) -> end.drop(exchange));
	}

	/**
	 * Run the command to its end, then drop the connection instead of responding.
	 * @param end how the connection ends
	 * @return the fault
	 */
	public static Fault dropAfterRunning(ConnectionEnd end) {
		return of((exchange, call) -> {
			normal(call);
			end.drop(exchange);
		});
	}

	/**
	 * Run the command to its end, then return an error instead of its result, like a
	 * gateway that has lost the agent.
	 * @param status the HTTP status, 400 to 599
	 * @param code the error's code
	 * @return the fault
	 * @throws IllegalArgumentException if the status is not that of an error
	 */
	public static Fault errorAfterRunning(int status, String code) {
		ApiException error = apiError(status, code);
		return of((exchange, call) -> {
			normal(call);
			exchange.send(exchange.error(error));
		});
	}

	/**
	 * Never respond; the connection stays open until the client closes it.
	 * @return the fault
	 */
	public static Fault stall() {
		return of((exchange, call) -> {
		});
	}

	/**
	 * Respond with 429 {@code rate_limit_exceeded} without a hint.
	 * @return the fault
	 */
	public static Fault rateLimited() {
		return error(429, "rate_limit_exceeded");
	}

	/**
	 * Respond with 429 and {@code Retry-After} in seconds.
	 * @param retryAfter the hint, truncated to whole seconds
	 * @return the fault
	 */
	public static Fault rateLimited(Duration retryAfter) {
		return rateLimited(Long.toString(retryAfter.toSeconds()));
	}

	/**
	 * Respond with 429 and {@code Retry-After} as an HTTP date.
	 * @param until the hint, truncated to whole seconds
	 * @return the fault
	 */
	public static Fault rateLimited(Instant until) {
		return rateLimited(HTTP_DATE.format(until));
	}

	/**
	 * Respond with 429 and {@code error.retry_after_ms} in the body, without the header.
	 * @param retryAfter the hint, truncated to whole milliseconds
	 * @return the fault
	 */
	public static Fault rateLimitedInBody(Duration retryAfter) {
		ApiException error = new ApiException(429, "rate_limit_exceeded", "Slow down").retryable(retryAfter);
		return of((exchange, call) -> exchange
			.send(Answer.json(429, exchange.error(error, ErrorShape.NESTED.format()).bytes())));
	}

	private static Fault rateLimited(String retryAfter) {
		ApiException error = new ApiException(429, "rate_limit_exceeded", "Slow down");
		return of((exchange, call) -> exchange.send(exchange.error(error).with("Retry-After", retryAfter)));
	}

	/**
	 * Respond with 409 {@code COMPUTER_STARTING}.
	 * @return the fault
	 */
	public static Fault starting() {
		return error(409, "COMPUTER_STARTING");
	}

	/**
	 * Respond with 409 {@code COMPUTER_STARTING}, {@code retryable}, and a hint in the
	 * header and the body.
	 * @param retryAfter the hint, truncated to whole milliseconds
	 * @return the fault
	 */
	public static Fault starting(Duration retryAfter) {
		return error(apiError(409, "COMPUTER_STARTING").retryable(retryAfter));
	}

	/**
	 * Return an error that reports that nothing was done: {@code "retryable": true}.
	 * @param status the HTTP status, 400 to 599
	 * @param code the error's code
	 * @return the fault
	 * @throws IllegalArgumentException if the status is not that of an error
	 */
	public static Fault retryable(int status, String code) {
		return error(apiError(status, code).retryable(null));
	}

	/**
	 * Return an error in the error shape of the local computer.
	 * @param status the HTTP status, 400 to 599
	 * @param code the error's code
	 * @return the fault
	 * @throws IllegalArgumentException if the status is not that of an error
	 */
	public static Fault error(int status, String code) {
		return error(apiError(status, code));
	}

	private static Fault error(ApiException error) {
		return of((exchange, call) -> exchange.send(exchange.error(error)));
	}

	/**
	 * Return an error in the given shape.
	 * @param status the HTTP status, 400 to 599
	 * @param code the error's code, for the shapes that carry one
	 * @param shape the body's shape
	 * @return the fault
	 * @throws IllegalArgumentException if the status is not that of an error
	 */
	public static Fault error(int status, String code, ErrorShape shape) {
		ApiException error = apiError(status, code);
		return of((exchange, call) -> exchange.send(exchange.error(error, shape.format())));
	}

	private static ApiException apiError(int status, String code) {
		Assert.isTrue(status >= 400 && status <= 599, "The status must be that of an error");
		return new ApiException(status, code, "A requested fault");
	}

	/**
	 * Respond with any status and body.
	 * @param status the HTTP status
	 * @param contentType the body's type
	 * @param body the body, sent as UTF-8
	 * @return the fault
	 */
	public static Fault reply(int status, String contentType, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return of((exchange, call) -> exchange.send(Answer.of(status, Map.of("Content-Type", contentType), bytes)));
	}

	/**
	 * Respond with a redirect.
	 * @param status the HTTP status: 301, 302, 307 or 308
	 * @param location the {@code Location} header
	 * @return the fault
	 */
	public static Fault redirect(int status, String location) {
		return of((exchange, call) -> exchange.send(Answer.of(status, Map.of("Location", location), new byte[0])));
	}

	/**
	 * Run the command and wrap its result in the given shape.
	 * @param shape the result's shape
	 * @return the fault
	 */
	public static Fault resultShape(ResultShape shape) {
		return formatted((format) -> format.in(shape.wrapper()));
	}

	/**
	 * Run the command and omit fields from its result.
	 * @param fields the fields, such as {@code stdout} or {@code exit_code}
	 * @return the fault
	 */
	public static Fault omitting(String... fields) {
		String[] copy = fields.clone();
		return formatted((format) -> format.without(copy));
	}

	private static Fault formatted(UnaryOperator<ResultFormat> change) {
		return of((exchange, call) -> exchange.send(call.answer(change)));
	}

	/**
	 * Run the command, announce the length of the complete result and close the
	 * connection after half of it.
	 * @return the fault
	 */
	public static Fault truncatedBody() {
		return of((exchange, call) -> exchange.sendTruncated(normal(call)));
	}

	/**
	 * Run the command and send its result over a period of time.
	 * @param duration how long sending takes
	 * @return the fault
	 */
	public static Fault slowBody(Duration duration) {
		return of((exchange, call) -> exchange.sendSlowly(normal(call), duration));
	}

	/**
	 * Return a well-formed result whose output has the given size. It is generated while
	 * it is sent, so it can be larger than memory.
	 * @param size the output's size
	 * @return the fault
	 */
	public static Fault hugeBody(DataSize size) {
		Answer answer = HugeResult.of(size);
		return of((exchange, call) -> exchange.send(answer));
	}

	private static Fault of(Effect effect) {
		return new Fault(false, effect);
	}

	private static Answer normal(Call call) throws InterruptedException {
		return call.answer(UnaryOperator.identity());
	}

	boolean isBeforeBody() {
		return this.beforeBody;
	}

	void apply(Exchange exchange, Call call) throws Exception {
		this.effect.apply(exchange, call);
	}

	/**
	 * What a fault does to a request.
	 */
	@FunctionalInterface
	private interface Effect {

		void apply(Exchange exchange, Call call) throws Exception;

	}

}
