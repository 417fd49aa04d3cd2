package ai.miosa.spring.session.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import javax.net.ssl.SSLException;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import ai.miosa.spring.api.SystemProxy;
import ai.miosa.spring.session.websocket.HandshakeException.Rejection;

/**
 * Sends the upgrade request once the connection is ready, and reads the response.
 */
final class UpgradeHandler extends SimpleChannelInboundHandler<HttpObject> {

	/**
	 * The maximum number of bytes to keep of an error body. Those of the API are short
	 * JSON objects.
	 */
	private static final int MAX_BODY = 64 * 1024;

	private static final String BROKEN = "the connection broke during the handshake";

	private static final String NOT_HTTP = "the server's response is not HTTP";

	private static final String NOT_A_HANDSHAKE = "the server's response is not a WebSocket handshake or selects another "
			+ "subprotocol";

	private final WebSocketHandshake handshake;

	private final WebSocketClientHandshaker handshaker;

	private final JakartaSession session;

	private final @Nullable SystemProxy proxy;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

	private @Nullable HttpResponse response;

	UpgradeHandler(WebSocketHandshake handshake, WebSocketClientHandshaker handshaker, JakartaSession session,
			@Nullable SystemProxy proxy) {
		this.handshake = handshake;
		this.handshaker = handshaker;
		this.session = session;
		this.proxy = proxy;
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		if (this.handshake.connected(ctx.channel()) && this.proxy == null && !this.handshake.upgrade().isSecure()) {
			sendRequest(ctx);
		}
		ctx.fireChannelActive();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslHandshakeCompletionEvent ssl) {
			if (ssl.isSuccess()) {
				sendRequest(ctx);
			}
			else {
				failed(ctx, ssl.cause());
			}
		}
		else if (event instanceof ProxyConnectionEvent && !this.handshake.upgrade().isSecure()) {
			sendRequest(ctx);
		}
		ctx.fireUserEventTriggered(event);
	}

	private void sendRequest(ChannelHandlerContext ctx) {
		if (this.handshake.beginSending(ctx.channel())) {
			this.handshaker.handshake(ctx.channel()).addListener((written) -> {
				if (!written.isSuccess()) {
					this.handshake.fail(BROKEN);
				}
			});
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
		if (!this.handshake.isSent()) {
			return;
		}
		if (message.decoderResult().isFailure()
				|| (message instanceof HttpResponse answer && answer.status().codeClass() == HttpStatusClass.UNKNOWN)) {
			this.handshake.fail(NOT_HTTP);
			return;
		}
		if (message instanceof HttpResponse head) {
			this.response = head;
			if (isSwitch(head) && (!head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT)
					|| head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))) {
				// Netty accepts extensions that were not requested. Without the accept
				// header, it waits for the body that an early draft of the protocol had
				this.handshake.fail(NOT_A_HANDSHAKE);
				return;
			}
		}
		HttpResponse answer = this.response;
		if (answer == null || isInterim(answer)) {
			return;
		}
		if (message instanceof HttpContent content) {
			byte[] bytes = new byte[Math.min(content.content().readableBytes(), MAX_BODY - this.body.size())];
			content.content().readBytes(bytes);
			this.body.writeBytes(bytes);
		}
		if (message instanceof LastHttpContent) {
			if (isSwitch(answer)) {
				finish(ctx, answer);
			}
			else {
				rejected(answer);
			}
		}
	}

	private static boolean isSwitch(HttpResponse response) {
		return HttpResponseStatus.SWITCHING_PROTOCOLS.equals(response.status());
	}

	private static boolean isInterim(HttpResponse response) {
		return response.status().codeClass() == HttpStatusClass.INFORMATIONAL && !isSwitch(response);
	}

	private void rejected(HttpResponse response) {
		HttpHeaders headers = new HttpHeaders();
		response.headers().forEach((header) -> headers.add(header.getKey(), header.getValue()));
		this.handshake
			.fail(new HandshakeException(new Rejection(response.status().code(), headers, this.body.toByteArray())));
	}

	private void finish(ChannelHandlerContext ctx, HttpResponse response) {
		try {
			this.handshaker.finishHandshake(ctx.channel(), new DefaultFullHttpResponse(response.protocolVersion(),
					response.status(), Unpooled.EMPTY_BUFFER, response.headers(), response.headers()));
		}
		catch (WebSocketHandshakeException ex) {
			// Not the exception, which quotes what the server sent
			this.handshake.fail(NOT_A_HANDSHAKE);
			return;
		}
		if (this.handshake.open()) {
			this.handshake.connection()
				.complete(WebSocketConnection.open(ctx, this.session, this.handshaker.actualSubprotocol()));
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		HttpResponse response = this.response;
		if (response != null && !isInterim(response)) {
			rejected(response);
		}
		else {
			failed(ctx, new ClosedChannelException());
		}
		ctx.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		failed(ctx, cause);
		ctx.close();
	}

	private void failed(ChannelHandlerContext ctx, Throwable cause) {
		if (!this.handshake.uses(ctx.channel())) {
			return;
		}
		if (cause instanceof ProxyConnectException || cause.getCause() instanceof ProxyConnectException) {
			// Not the exception, which quotes the proxy's response
			this.handshake.fail("the proxy " + this.proxy + " did not open the connection");
		}
		else if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
			this.handshake.fail("the TLS handshake failed", cause);
		}
		else {
			this.handshake.fail(BROKEN, (cause instanceof IOException) ? cause : null);
		}
	}

}
