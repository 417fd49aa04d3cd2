package ai.miosa.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

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
		Exchange started = this.processor.exchange(context.channel(), HttpUtil.isKeepAlive(request),
				() -> this.exchange = null);
		this.exchange = started;
		if (SessionUpgrader.isUpgrade(request)) {
			SessionFault fault = this.processor.nextSessionFault();
			this.receiving = new Receiving(request,
					(received) -> this.processor.upgrade(received, request, fault, started, context.channel()));
			return;
		}
		Fault fault = this.processor.nextFault();
		if (fault.isBeforeBody()) {
			this.processor.submit(started,
					() -> fault.apply(started, (format) -> started.error(ApiError.notFound(), null)));
			return;
		}
		if (HttpUtil.is100ContinueExpected(request)) {
			context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
		}
		this.receiving = new Receiving(request, (received) -> this.processor.process(received, fault, started));
	}

	private void receive(ChannelHandlerContext context, HttpContent content, Receiving receiving) throws IOException {
		if (receiving.body.size() + content.content().readableBytes() > MAX_BODY) {
			context.close();
			return;
		}
		content.content().readBytes(receiving.body, content.content().readableBytes());
		if (content instanceof LastHttpContent) {
			this.receiving = null;
			receiving.next.accept(receiving.toRequest());
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

	private record Receiving(HttpRequest head, Consumer<RecordedRequest> next, ByteArrayOutputStream body) {

		Receiving(HttpRequest head, Consumer<RecordedRequest> next) {
			this(head, next, new ByteArrayOutputStream());
		}

		RecordedRequest toRequest() {
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			this.head.headers().names().forEach((name) -> headers.put(name, this.head.headers().getAll(name)));
			return new RecordedRequest(this.head.method().name(), this.head.uri(), headers,
					this.body.toString(StandardCharsets.UTF_8));
		}

	}

}
