package ai.miosa.spring.session.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;

/**
 * Passes frames to the session, answers pings, and reports the end of the connection
 * once.
 */
final class FrameHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

	private static final CloseReason ABNORMAL = new CloseReason(CloseCodes.CLOSED_ABNORMALLY, "");

	private static final CloseReason NO_STATUS = new CloseReason(CloseCodes.NO_STATUS_CODE, "");

	private static final int LAST_CODE = 4999;

	/**
	 * The maximum number of pings in one socket read that are answered separately.
	 */
	private static final int MAX_PONGS = 16;

	private final WebSocketConnection connection;

	private final JakartaSession session;

	private @Nullable ByteBuf pongDue;

	private int pongs;

	private boolean ended;

	FrameHandler(WebSocketConnection connection, JakartaSession session) {
		this.connection = connection;
		this.session = session;
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
			this.session.pong(frame.content());
		}
		else if (frame instanceof CloseWebSocketFrame close) {
			closed(close);
		}
		else {
			this.session.part(frame);
		}
	}

	/**
	 * Answer a ping. Of many that arrive together, or while the peer does not read, only
	 * the latest is answered (RFC 6455, section 5.5.3).
	 */
	private void pong(ChannelHandlerContext ctx, ByteBuf payload) {
		releasePongDue();
		if (this.connection.isOutputClosed()) {
			payload.release();
		}
		else if (ctx.channel().isWritable() && this.pongs < MAX_PONGS) {
			this.pongs++;
			ctx.write(new PongWebSocketFrame(payload), ctx.voidPromise());
		}
		else {
			this.pongDue = payload;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (this.pongs > 0) {
			this.pongs = 0;
			sendPongDue(ctx);
			ctx.flush();
		}
		ctx.fireChannelReadComplete();
	}

	private void sendPongDue(ChannelHandlerContext ctx) {
		ByteBuf pong = this.pongDue;
		if (this.connection.isOutputClosed()) {
			releasePongDue();
		}
		else if (pong != null && ctx.channel().isWritable()) {
			this.pongDue = null;
			ctx.write(new PongWebSocketFrame(pong), ctx.voidPromise());
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
		this.connection.closeReceived(reason);
		end(reason);
	}

	/**
	 * Return the code of a close frame. Netty's decoder also accepts codes outside the
	 * ranges of RFC 6455, section 7.4.2.
	 */
	private static CloseReason.CloseCode closeCode(int code) {
		if (code < 0 || code > LAST_CODE) {
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, "Invalid close code");
		}
		return CloseCodes.getCloseCode(code);
	}

	private void end(CloseReason reason) {
		if (!this.ended) {
			this.ended = true;
			this.session.closed(reason);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (this.pongDue != null && ctx.channel().isWritable()) {
			sendPongDue(ctx);
			ctx.flush();
		}
		ctx.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		releasePongDue();
		end(ABNORMAL);
		ctx.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		Throwable failure = cause;
		if (cause instanceof CorruptedFrameException) {
			WebSocketCloseStatus status = (cause instanceof CorruptedWebSocketFrameException corrupted)
					? corrupted.closeStatus() : WebSocketCloseStatus.PROTOCOL_ERROR;
			this.connection.fail(status.code());
			failure = new ProtocolViolationException(status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code());
		}
		else {
			ctx.close();
		}
		if (!this.ended) {
			this.session.failed(failure);
			end(ABNORMAL);
		}
	}

}
