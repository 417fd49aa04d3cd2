package ai.miosa.spring.test.http;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends connections, and works on their event loops.
 */
public final class Channels {

	private static final int LINGER_SECONDS = 2;

	private Channels() {
	}

	public static void execute(Channel channel, Runnable task) {
		try {
			channel.eventLoop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The local computer has been closed, and its connections with it
		}
	}

	// Discard unsent data and reset the connection.
	public static void reset(Channel channel) {
		whileActive(channel, () -> {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			// Below TLS, which would send a close notification
			channel.pipeline().firstContext().close();
		});
	}

	// Send what is written, then end-of-file, and discard what the client still sends:
	// closing over unread bytes would reset the connection.
	public static void finish(Channel channel) {
		whileActive(channel, () -> {
			SslHandler tls = channel.pipeline().get(SslHandler.class);
			channel.pipeline().addFirst(new Discard());
			channel.config().setAutoRead(true);
			channel.flush();
			ChannelFuture last = (tls != null) ? tls.closeOutbound() : channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
			last.addListener((flushed) -> {
				((DuplexChannel) channel).shutdownOutput();
				channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
			});
		});
	}

	private static void whileActive(Channel channel, Runnable task) {
		execute(channel, () -> {
			if (channel.isActive()) {
				task.run();
			}
		});
	}

	private static final class Discard extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
		}

	}

}
