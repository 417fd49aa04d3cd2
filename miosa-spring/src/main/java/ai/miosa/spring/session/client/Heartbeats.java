package ai.miosa.spring.session.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Schedules the checks of all sessions that share an event loop and an interval as one
 * task, instead of one for each idle session.
 */
final class Heartbeats {

	private final Map<Round.Key, Round> rounds = new ConcurrentHashMap<>();

	/**
	 * Start to check. Called on the heartbeat's event loop.
	 */
	void start(Heartbeat heartbeat) {
		this.rounds.computeIfAbsent(Round.Key.of(heartbeat), Round::new).heartbeats.add(heartbeat);
	}

	/**
	 * Stop checking. Called on the heartbeat's event loop.
	 */
	void stop(Heartbeat heartbeat) {
		Round.Key key = Round.Key.of(heartbeat);
		Round round = this.rounds.get(key);
		if (round != null && round.heartbeats.remove(heartbeat) && round.heartbeats.isEmpty()) {
			round.schedule.cancel(false);
			this.rounds.remove(key);
		}
	}

	/**
	 * The heartbeats of one event loop and interval. A check that ends its session
	 * removes itself.
	 */
	private static final class Round {

		private final Set<Heartbeat> heartbeats = ConcurrentHashMap.newKeySet();

		private final Future<?> schedule;

		Round(Key key) {
			this.schedule = key.eventLoop.scheduleWithFixedDelay(this::check, key.interval, key.interval,
					TimeUnit.NANOSECONDS);
		}

		private void check() {
			this.heartbeats.forEach(Heartbeat::check);
		}

		private record Key(ScheduledExecutorService eventLoop, long interval) {

			static Key of(Heartbeat heartbeat) {
				return new Key(heartbeat.eventLoop(), heartbeat.checkInterval());
			}

		}

	}

}
