package ai.miosa.spring.test.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Receives requests on one connection, one at a time.
 */
final class HttpConnectionHandler extends SimpleChannelInboundHandler<HttpObject> {

	private static final int MAX_BODY = 32 * 1024 * 1024;

	private final RequestHandler handler;

	private final ErrorFormat errorFormat;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private @Nullable ReceivedRequest receiving;

	private @Nullable Exchange exchange;

	HttpConnectionHandler(RequestHandler handler, ErrorFormat errorFormat) {
		this.handler = handler;
		this.errorFormat = errorFormat;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws IOException {
		if (message.decoderResult().isFailure()) {
			context.close();
			return;
		}
		if (message instanceof HttpRequest request) {
			begin(context, request);
		}
		if (message instanceof HttpContent content && this.receiving != null && this.exchange != null) {
			receive(context, content, this.receiving, this.exchange);
		}
	}

	private void begin(ChannelHandlerContext context, HttpRequest request) {
		if (this.exchange != null) {
			// A request before the previous response, which no client of this API sends
			context.close();
			return;
		}
		this.exchange = new Exchange(context.channel(), HttpUtil.isKeepAlive(request), this.errorFormat,
				() -> this.exchange = null);
		ReceivedRequest head = head(request);
		if (!this.handler.begin(head, this.exchange)) {
			return;
		}
		if (HttpUtil.is100ContinueExpected(request)) {
			context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
		}
		this.receiving = head;
	}

	private static ReceivedRequest head(HttpRequest request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		request.headers().names().forEach((name) -> headers.put(name, request.headers().getAll(name)));
		return new ReceivedRequest(request.method().name(), request.uri(), headers, "");
	}

	private void receive(ChannelHandlerContext context, HttpContent content, ReceivedRequest head, Exchange exchange)
			throws IOException {
		if (this.body.size() + content.content().readableBytes() > MAX_BODY) {
			context.close();
			return;
		}
		content.content().readBytes(this.body, content.content().readableBytes());
		if (content instanceof LastHttpContent) {
			String text = this.body.toString(StandardCharsets.UTF_8);
			this.receiving = null;
			this.body.reset();
			this.handler.handle(new ReceivedRequest(head.method(), head.uri(), head.headers(), text), exchange);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.exchange != null) {
			this.exchange.clientGone().complete(null);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// A reset by the client; the exception would otherwise be logged
		context.close();
	}

}
