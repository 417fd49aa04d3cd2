package ai.miosa.spring.api;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ApiConnectionsTests {

	private final ApiConnections connections = new ApiConnections(1);

	@Test
	void admitsNoExpiredCall() {
		ApiConnections.Lease first = lease(Duration.ofDays(1));
		ApiConnections.Lease late = lease(Duration.ZERO);
		ApiConnections.Lease next = lease(Duration.ofDays(1));
		assertThat(first.isHeld()).isTrue();
		first.release();
		assertThat(late.isHeld()).isFalse();
		assertThat(next.isHeld()).isTrue();
		late.release();
		next.release();
		assertThat(lease(Duration.ofDays(1)).isHeld()).isTrue();
	}

	@Test
	void letsOtherCallsGoOnWhenCommandsEnd() {
		ApiConnections.Lease command = lease(Duration.ofDays(1));
		command.onClose().subscribe((nothing) -> {
		}, (ex) -> {
		}, command::release);
		ApiConnections.Lease other = lease(Duration.ofDays(1), false);
		this.connections.closeForCommands();
		assertThat(command.isHeld()).isFalse();
		assertThat(other.isHeld()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> this.connections.checkOpen(true));
		this.connections.checkOpen(false);
		this.connections.close();
		assertThatIllegalStateException().isThrownBy(() -> this.connections.checkOpen(false));
	}

	private ApiConnections.Lease lease(Duration time) {
		return lease(time, true);
	}

	private ApiConnections.Lease lease(Duration time, boolean command) {
		ApiConnections.Lease lease = this.connections.new Lease(
				new ApiExchange(new ApiCall("bash", "c1"), HttpMethod.POST, new byte[0], time), command);
		lease.acquire().subscribe();
		return lease;
	}

}
