package ai.miosa.spring.test;

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

	private final RequestProcessor processor;

	private @Nullable Receiving receiving;

	private @Nullable Exchange exchange;

	HttpConnectionHandler(RequestProcessor processor) {
		this.processor = processor;
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
		if (message instanceof HttpContent content && this.receiving != null) {
			receive(context, content, this.receiving);
		}
	}

	private void begin(ChannelHandlerContext context, HttpRequest request) {
		if (this.exchange != null) {
			// The next request before the answer: no client of this API does that
			context.close();
			return;
		}
		Fault fault = this.processor.nextFault();
		Exchange started = this.processor.exchange(context.channel(), HttpUtil.isKeepAlive(request),
				() -> this.exchange = null);
		this.exchange = started;
		if (fault.isBeforeBody()) {
			this.processor.submit(started, () -> fault.apply(started, (format) -> {
				throw ApiError.notFound();
			}));
			return;
		}
		if (HttpUtil.is100ContinueExpected(request)) {
			context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
		}
		this.receiving = new Receiving(request, fault, started, new ByteArrayOutputStream());
	}

	private void receive(ChannelHandlerContext context, HttpContent content, Receiving receiving) throws IOException {
		if (receiving.body.size() + content.content().readableBytes() > MAX_BODY) {
			context.close();
			return;
		}
		content.content().readBytes(receiving.body, content.content().readableBytes());
		if (content instanceof LastHttpContent) {
			this.receiving = null;
			this.processor.process(receiving.toRequest(), receiving.fault, receiving.exchange);
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

	private record Receiving(HttpRequest head, Fault fault, Exchange exchange, ByteArrayOutputStream body) {

		RecordedRequest toRequest() {
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			this.head.headers().names().forEach((name) -> headers.put(name, this.head.headers().getAll(name)));
			return new RecordedRequest(this.head.method().name(), this.head.uri(), headers,
					this.body.toString(StandardCharsets.UTF_8));
		}

	}

}
