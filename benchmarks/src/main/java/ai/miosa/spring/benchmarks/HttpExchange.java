package ai.miosa.spring.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/**
 * Answers each {@code POST} with the result of an execution, and upgrades a {@code GET}
 * to a session.
 */
final class HttpExchange extends SimpleChannelInboundHandler<FullHttpRequest> {

	private static final ByteBuf RESULT = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("""
			{"output":"Linux computer 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\\n",\
			"stdout":"Linux computer 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\\n",\
			"stderr":"","exit_code":0,"success":true,"duration_ms":12}""", StandardCharsets.US_ASCII));

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
		if (request.method().equals(HttpMethod.POST)) {
			FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
					RESULT.duplicate());
			response.headers()
				.set(HttpHeaderNames.CONTENT_TYPE, "application/json")
				.set(HttpHeaderNames.CONTENT_LENGTH, RESULT.readableBytes());
			ctx.writeAndFlush(response);
			return;
		}
		List<String> command = new QueryStringDecoder(request.uri()).parameters().get("command");
		new WebSocketServerHandshakerFactory("", Api.SUBPROTOCOL, false).newHandshaker(request)
			.handshake(ctx.channel(), request)
			.addListener((done) -> ctx.pipeline().replace(this, null, new SessionExchange(command.get(0))));
	}

}
