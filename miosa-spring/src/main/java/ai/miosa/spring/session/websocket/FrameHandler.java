package ai.miosa.spring.session.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames from the channel to the message handlers, answers pings, and tells the
 * endpoint once how the connection has ended.
 */
final class FrameHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

	private static final CloseReason ABNORMAL = new CloseReason(CloseCodes.CLOSED_ABNORMALLY, "");

	private static final CloseReason NO_STATUS = new CloseReason(CloseCodes.NO_STATUS_CODE, "");

	private static final int LAST_CODE = 4999;

	private final NettyWebSocketSession session;

	private final Endpoint endpoint;

	private final MessageHandlers messageHandlers;

	private final WriteGate writeGate;

	private @Nullable ByteBuf pongDue;

	private boolean ended;

	FrameHandler(NettyWebSocketSession session, Endpoint endpoint, MessageHandlers messageHandlers,
			WriteGate writeGate) {
		this.session = session;
		this.endpoint = endpoint;
		this.messageHandlers = messageHandlers;
		this.writeGate = writeGate;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
		if (this.ended) {
			return;
		}
		if (frame instanceof PingWebSocketFrame) {
			pong(ctx, frame.content().retain());
		}
		else if (frame instanceof PongWebSocketFrame) {
			this.messageHandlers.pong(NettyWebSocketSession.copy(frame.content()));
		}
		else if (frame instanceof CloseWebSocketFrame close) {
			closed(close);
		}
		else if (!this.messageHandlers.message(frame)) {
			this.session.close(new CloseReason(CloseCodes.TOO_BIG, "The message is too long"));
		}
	}

	/**
	 * Answer a ping, or the newest of many (RFC 6455, section 5.5.3) once a peer that
	 * does not read does so again.
	 */
	private void pong(ChannelHandlerContext ctx, ByteBuf payload) {
		releasePongDue();
		if (this.session.isOutputClosed()) {
			payload.release();
		}
		else if (ctx.channel().isWritable()) {
			ctx.writeAndFlush(new PongWebSocketFrame(payload), ctx.voidPromise());
		}
		else {
			this.pongDue = payload;
		}
	}

	private void releasePongDue() {
		if (this.pongDue != null) {
			this.pongDue.release();
			this.pongDue = null;
		}
	}

	private void closed(CloseWebSocketFrame close) {
		CloseReason reason = (close.content().isReadable())
				? new CloseReason(closeCode(close.statusCode()), close.reasonText()) : NO_STATUS;
		this.session.closeReceived(reason);
		end(reason);
	}

	/**
	 * Return the code of a close frame that Netty's decoder has let pass. It lets codes
	 * pass that nobody may send (RFC 6455, section 7.4.2).
	 */
	private static CloseReason.CloseCode closeCode(int code) {
		if (code < 0 || code > LAST_CODE) {
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, "Invalid close code");
		}
		for (CloseCodes known : CloseCodes.values()) {
			if (known.getCode() == code) {
				return known;
			}
		}
		return () -> code;
	}

	private void end(CloseReason reason) {
		if (!this.ended) {
			this.ended = true;
			this.writeGate.fail();
			this.endpoint.onClose(this.session, reason);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (ctx.channel().isWritable()) {
			this.writeGate.signal();
			ByteBuf pong = this.pongDue;
			if (pong != null) {
				this.pongDue = null;
				pong(ctx, pong);
			}
		}
		ctx.fireChannelWritabilityChanged();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof ChannelOutputShutdownEvent) {
			this.writeGate.fail();
		}
		else if (event instanceof IdleStateEvent) {
			this.session.close(new CloseReason(CloseCodes.GOING_AWAY, "The connection is idle"));
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		releasePongDue();
		CloseReason sent = this.session.getSentClose();
		end((sent != null) ? sent : ABNORMAL);
		ctx.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		boolean violation = cause instanceof CorruptedFrameException;
		if (violation) {
			this.session.closeSoon();
		}
		else {
			ctx.close();
		}
		if (!this.ended) {
			this.endpoint.onError(this.session, violation ? new ProtocolViolationException() : cause);
			end(ABNORMAL);
		}
	}

}
