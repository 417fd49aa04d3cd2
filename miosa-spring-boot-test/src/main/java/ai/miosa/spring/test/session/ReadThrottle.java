package ai.miosa.spring.test.session;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;

import ai.miosa.spring.test.http.Channels;

/**
 * Applies back-pressure to the client while the process does not read. A connection that
 * is not read does not reveal that its client has disconnected, so it is written to from
 * time to time.
 */
final class ReadThrottle implements Consumer<Boolean> {

	private static final int PROBE_MILLIS = 250;

	private final Channel channel;

	private final boolean probing;

	private boolean held;

	ReadThrottle(Channel channel, SessionBehavior behavior) {
		this.channel = channel;
		this.probing = behavior.answeringPings();
	}

	@Override
	public void accept(Boolean behind) {
		Channels.execute(this.channel, () -> {
			boolean begin = behind && !this.held;
			this.held = behind;
			this.channel.config().setAutoRead(!behind);
			if (begin && this.probing) {
				probeLater();
			}
		});
	}

	private void probeLater() {
		this.channel.eventLoop().schedule(() -> {
			if (this.held && this.channel.isActive()) {
				// Needs no answer, unlike a ping
				this.channel.writeAndFlush(new PongWebSocketFrame());
				probeLater();
			}
		}, PROBE_MILLIS, TimeUnit.MILLISECONDS);
	}

}
