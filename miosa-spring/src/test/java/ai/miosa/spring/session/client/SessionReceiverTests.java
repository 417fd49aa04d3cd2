package ai.miosa.spring.session.client;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.output.OutputSink;
import ai.miosa.spring.session.output.ReadWindow;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.websocket.WebSocketConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class SessionReceiverTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final ReadWindow window = new ReadWindow(mock(WebSocketConnection.class));

	private final SessionReceiver receiver = new SessionReceiver(mock(),
			SessionOptions.builder().portListener((event) -> {
			}).build(), new OutputSink(), this.window, new SessionStatistics(), new SerialExecutor(this.tasks::add));

	@Test
	void portEventsThatWaitForTheListenerApplyBackPressure() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.window.isClosed()).isEqualTo(i * 8 * 10_000 > 256 * 1024);
			this.receiver.port(new PortEvent(PortEvent.Type.OPENED, 80, Map.of()), 10_000);
		}
	}

	@Test
	void eventsAfterTheExitAreIgnored() {
		this.receiver.exited(1);
		this.tasks.clear();
		for (int i = 0; i < 10; i++) {
			this.receiver.exited(2);
			this.receiver.malformedExit("");
			this.receiver.port(new PortEvent(PortEvent.Type.OPENED, 80, Map.of()), 1_000_000);
		}
		assertThat(this.window.isClosed()).isFalse();
	}

}
