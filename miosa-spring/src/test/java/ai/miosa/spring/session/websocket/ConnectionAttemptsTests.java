package ai.miosa.spring.session.websocket;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionAttemptsTests {

	private final WebSocketHandshake handshake = new WebSocketHandshake(
			new WebSocketUpgrade(URI.create("ws://localhost/"), new HttpHeaders(), null, Duration.ofSeconds(10)));

	private final List<EmbeddedChannel> channels = new ArrayList<>();

	private final List<ChannelPromise> attempts = new ArrayList<>();

	@Test
	void addressThatDoesNotAnswerDelaysTheNextByAMoment() {
		connect(3);
		pass(0, 249);
		assertThat(this.attempts).hasSize(1);
		pass(0, 1);
		assertThat(this.attempts).hasSize(2);
		this.attempts.get(1).setSuccess();
		assertThat(this.handshake.uses(this.channels.get(1))).isTrue();
		assertThat(this.channels.get(0).isOpen()).isFalse();
		assertThat(this.channels.get(1).isOpen()).isTrue();
		pass(1, 1000);
		assertThat(this.attempts).hasSize(2);
	}

	@Test
	void addressThatFailsIsFollowedByTheNextImmediately() {
		connect(3);
		this.attempts.get(0).setFailure(new ConnectException());
		assertThat(this.attempts).hasSize(2);
		pass(0, 1000);
		assertThat(this.attempts).hasSize(2);
	}

	@Test
	void failsWhenAllAddressesHaveFailed() {
		connect(2);
		pass(0, 250);
		this.attempts.get(1).setFailure(new ConnectException());
		assertThat(this.handshake.connection()).isNotDone();
		this.attempts.get(0).setFailure(new ConnectException("refused"));
		assertThat(this.handshake.connection()).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(HandshakeException.class)
			.withMessage("no connection")
			.havingCause()
			.withMessage("refused");
	}

	@Test
	void secondConnectionIsClosed() {
		connect(2);
		pass(0, 250);
		this.attempts.get(0).setSuccess();
		this.attempts.get(1).trySuccess();
		assertThat(this.handshake.uses(this.channels.get(0))).isTrue();
		assertThat(this.channels.get(0).isOpen()).isTrue();
		assertThat(this.channels.get(1).isOpen()).isFalse();
		assertThat(this.handshake.beginSending(this.channels.get(1))).isFalse();
		assertThat(this.handshake.beginSending(this.channels.get(0))).isTrue();
	}

	@Test
	void cancelledHandshakeClosesAllConnectionsAndBeginsNoOther() {
		connect(3);
		pass(0, 250);
		this.handshake.cancel();
		assertThat(this.channels).hasSize(2).noneMatch(EmbeddedChannel::isOpen);
		this.attempts.forEach((attempt) -> attempt.tryFailure(new ConnectException()));
		assertThat(this.attempts).hasSize(2);
	}

	private void connect(int addresses) {
		Queue<InetSocketAddress> queue = new ArrayDeque<>();
		for (int i = 0; i < addresses; i++) {
			queue.add(new InetSocketAddress("127.0.0.1", 1 + i));
		}
		new ConnectionAttempts(this.handshake, queue, (address) -> attempt(), "no connection").next();
	}

	private ChannelFuture attempt() {
		EmbeddedChannel channel = new EmbeddedChannel();
		channel.freezeTime();
		this.channels.add(channel);
		this.attempts.add(channel.newPromise());
		this.handshake.connecting(channel);
		return this.attempts.get(this.attempts.size() - 1);
	}

	private void pass(int attempt, int millis) {
		this.channels.get(attempt).advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channels.get(attempt).runScheduledPendingTasks();
	}

}
