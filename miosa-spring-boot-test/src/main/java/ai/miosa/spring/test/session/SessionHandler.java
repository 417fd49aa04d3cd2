package ai.miosa.spring.test.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import ai.miosa.spring.test.http.Channels;

/**
 * Receives the messages of a session's client.
 */
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

	private final ExecSession session;

	private final ServerProtocol protocol;

	private final SessionBehavior behavior;

	SessionHandler(ExecSession session, ServerProtocol protocol, SessionBehavior behavior) {
		this.session = session;
		this.protocol = protocol;
		this.behavior = behavior;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof PingWebSocketFrame) {
			if (!this.session.isOver() && this.behavior.answeringPings()) {
				context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
			}
		}
		else if (frame instanceof CloseWebSocketFrame) {
			closeReceived(context, frame);
		}
		else if (!(frame instanceof PongWebSocketFrame) && !this.session.isOver()) {
			this.protocol.receive(frame, this.session);
		}
	}

	private void closeReceived(ChannelHandlerContext context, WebSocketFrame frame) {
		if (this.session.isOver()) {
			context.close();
		}
		else if (this.protocol.isCloseEndOfInput()) {
			this.session.output().clientHasClosed();
			this.session.endOfInput();
		}
		else {
			this.session.abort();
			context.writeAndFlush(new CloseWebSocketFrame(true, 0, frame.content().retain()))
				.addListener((sent) -> Channels.finish(context.channel()));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.session.output().channelChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.session.abort();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// A reset by the client or a malformed frame; it would otherwise be logged
		context.close();
	}

}
