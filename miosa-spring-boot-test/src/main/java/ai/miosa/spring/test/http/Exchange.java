package ai.miosa.spring.test.http;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Exchange of one request: sends the response, or a faulty one, from a worker thread.
 */
public final class Exchange {

	private static final int SLOW_PIECES = 10;

	private final String requestId = "req_" + UUID.randomUUID().toString().replace("-", "");

	private final CompletableFuture<Void> clientGone = new CompletableFuture<>();

	private final Channel channel;

	private final boolean keepAlive;

	private final ErrorFormat errorFormat;

	private final Runnable onAnswered;

	public Exchange(Channel channel, boolean keepAlive, ErrorFormat errorFormat, Runnable onAnswered) {
		this.channel = channel;
		this.keepAlive = keepAlive;
		this.errorFormat = errorFormat;
		this.onAnswered = onAnswered;
	}

	public String requestId() {
		return this.requestId;
	}

	// Return a future that completes when the client's connection has ended.
	public CompletableFuture<Void> clientGone() {
		return this.clientGone;
	}

	public Answer error(ApiException error) {
		return error(error, this.errorFormat);
	}

	public Answer error(ApiException error, ErrorFormat format) {
		byte[] body = format.write(error, this.requestId);
		String type = (body.length > 0 && body[0] == '{') ? "application/json" : "text/plain";
		Duration hint = error.getRetryAfter();
		return Answer.of(error.getStatus(), (hint != null) ? Map.of("Content-Type", type, "Retry-After", seconds(hint))
				: Map.of("Content-Type", type), body);
	}

	private static String seconds(Duration duration) {
		return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
	}

	public void send(Answer answer) throws IOException {
		ResponseStream body = new ResponseStream(this, answer);
		answer.body().writeTo(body);
		body.end();
	}

	// Announce the length of the whole body, send its first half and end the connection.
	public void sendTruncated(Answer answer) throws IOException {
		byte[] body = answer.bytes();
		begin(answer, body.length);
		write(body, 0, body.length / 2);
		finish();
	}

	// Send the body in pieces, spread over the given time.
	public void sendSlowly(Answer answer, Duration duration) throws IOException, InterruptedException {
		byte[] body = answer.bytes();
		begin(answer, body.length);
		int piece = Math.max(1, body.length / SLOW_PIECES);
		for (int sent = 0; sent < body.length; sent += piece) {
			pause(duration.dividedBy(SLOW_PIECES));
			int length = Math.min(piece, body.length - sent);
			if (sent + length < body.length) {
				write(body, sent, length);
			}
			else {
				end(body, sent, length);
			}
		}
	}

	// Close the connection in order.
	public void finish() {
		Channels.finish(this.channel);
	}

	// Reset the connection.
	public void reset() {
		Channels.reset(this.channel);
	}

	// Switch the connection to another protocol, on its event loop.
	public void upgrade(Consumer<Channel> protocol) {
		Channels.execute(this.channel, () -> {
			if (this.channel.isActive()) {
				this.channel.pipeline().remove(HttpConnectionHandler.class);
			}
			protocol.accept(this.channel);
		});
	}

	void begin(Answer answer, long length) throws IOException {
		await(head(answer, length));
	}

	void sendWhole(Answer answer, byte[] bytes, int length) {
		complete(head(answer, length), content(bytes, 0, length));
	}

	// Write a part of the body and wait until it is flushed, so that a client that does
	// not read applies back-pressure.
	public void write(byte[] bytes, int offset, int length) throws IOException {
		await(new DefaultHttpContent(Unpooled.copiedBuffer(bytes, offset, length)));
	}

	public void end(byte[] bytes, int offset, int length) {
		complete(content(bytes, offset, length));
	}

	// The client may send its next request as soon as it has the last byte, so the
	// exchange must be over by then
	private void complete(Object... messages) {
		Channels.execute(this.channel, () -> {
			this.onAnswered.run();
			for (Object message : messages) {
				this.channel.write(message);
			}
			this.channel.flush();
			if (!this.keepAlive) {
				finish();
			}
		});
	}

	private HttpResponse head(Answer answer, long length) {
		HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(answer.status()));
		response.headers().set("X-Request-ID", this.requestId);
		answer.headers().forEach(response.headers()::set);
		if (length >= 0) {
			response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		else {
			HttpUtil.setTransferEncodingChunked(response, true);
		}
		if (!this.keepAlive) {
			response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		return response;
	}

	private static LastHttpContent content(byte[] bytes, int offset, int length) {
		return new DefaultLastHttpContent(Unpooled.copiedBuffer(bytes, offset, length));
	}

	private void await(Object message) throws IOException {
		if (!this.channel.writeAndFlush(message).awaitUninterruptibly().isSuccess()) {
			throw new IOException("The client has gone");
		}
	}

	private void pause(Duration duration) throws InterruptedException {
		try {
			this.clientGone.get(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			// The pause is over
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
