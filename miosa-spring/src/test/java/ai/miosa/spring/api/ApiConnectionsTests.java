package ai.miosa.spring.api;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

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

	private ApiConnections.Lease lease(Duration time) {
		ApiConnections.Lease lease = this.connections.new Lease(
				new ApiExchange(new ApiCall("bash", "c1"), HttpMethod.POST, new byte[0], time));
		lease.acquire().subscribe();
		return lease;
	}

}
