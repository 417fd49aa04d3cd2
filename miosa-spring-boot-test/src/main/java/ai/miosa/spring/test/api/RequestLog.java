package ai.miosa.spring.test.api;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ReceivedRequest;
import ai.miosa.spring.text.Sha256;

/**
 * Counts requests, in memory only. Keeps digests of commands, and removes the oldest ones
 * beyond a limit.
 */
public final class RequestLog {

	private static final int MAX_COMMANDS = 100_000;

	private final Map<String, Integer> commands = new LinkedHashMap<>();

	private final Map<Route, Integer> routes = new EnumMap<>(Route.class);

	private int total;

	private @Nullable ReceivedRequest last;

	public synchronized void add(ReceivedRequest request, Target target) {
		this.last = request;
		this.total++;
		if (target.route() != null) {
			this.routes.merge(target.route(), 1, Integer::sum);
		}
		if (target.command() != null) {
			this.commands.merge(Sha256.hex(target.command()), 1, Integer::sum);
			if (this.commands.size() > MAX_COMMANDS) {
				this.commands.remove(this.commands.keySet().iterator().next());
			}
		}
	}

	public synchronized void clear() {
		this.commands.clear();
		this.routes.clear();
		this.total = 0;
		this.last = null;
	}

	public synchronized int arrivals(String command) {
		return this.commands.getOrDefault(Sha256.hex(command), 0);
	}

	public synchronized int total(Route route) {
		return this.routes.getOrDefault(route, 0);
	}

	public synchronized int total() {
		return this.total;
	}

	public synchronized @Nullable ReceivedRequest last() {
		return this.last;
	}

}
