package ai.miosa.samples.webterminal;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.samples.webterminal.bridge.MessagePump;

/**
 * Tells all pages how the computer is, which is asked for once for all of them, and each
 * page when its user's terminals have changed.
 */
@Component
class StatusHandler extends AbstractWebSocketHandler {

	private final Map<String, Page> pages = new ConcurrentHashMap<>();

	private final HealthEndpoint health;

	private final MeterRegistry meters;

	private final JsonMapper json;

	private final TaskScheduler scheduler;

	private final Duration sendTimeout;

	private volatile Map<String, Object> computer = Map.of();

	StatusHandler(HealthEndpoint health, MeterRegistry meters, JsonMapper json, TaskScheduler scheduler,
			WebTerminalProperties properties) {
		this.health = health;
		this.meters = meters;
		this.json = json;
		this.scheduler = scheduler;
		this.sendTimeout = properties.sendTimeout();
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession browser) {
		Principal user = browser.getPrincipal();
		if (user != null) {
			Page page = new Page(browser, user.getName());
			this.pages.put(browser.getId(), page);
			page.tell(status());
			if (this.computer.isEmpty()) {
				this.scheduler.schedule(this::askForHealth, Instant.now());
			}
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession browser, CloseStatus status) {
		this.pages.remove(browser.getId());
	}

	@Override
	protected void handleTextMessage(WebSocketSession browser, TextMessage message) {
		// To arrive is all it is for: the page is still there
	}

	@Scheduled(fixedDelayString = "${web-terminal.status-interval:15s}")
	void askForHealth() {
		if (!this.pages.isEmpty()) {
			HealthDescriptor health = this.health.healthForPath("miosa");
			this.computer = (health instanceof IndicatedHealthDescriptor indicated) ? content(indicated) : Map.of();
			tellAll();
		}
	}

	private static Map<String, Object> content(IndicatedHealthDescriptor health) {
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("health", health.getStatus().getCode());
		Stream.of("status", "latency")
			.filter((key) -> health.getDetails() != null && health.getDetails().containsKey(key))
			.forEach((key) -> content.put(key, health.getDetails().get(key)));
		return content;
	}

	/**
	 * Tell all pages of the calls up to now.
	 */
	void tellAll() {
		String status = status();
		this.pages.values().forEach((page) -> page.tell(status));
	}

	@EventListener
	void tell(Terminals.Changed change) {
		this.pages.values()
			.stream()
			.filter((page) -> page.user.equals(change.user()))
			.forEach(Page::tellThatTerminalsChanged);
	}

	private String status() {
		List<Calls> calls = Stream.of("bash", "python", "spawn").map(this::calls).toList();
		return this.json.writeValueAsString(Map.of("type", "status", "computer", this.computer, "calls", calls));
	}

	private Calls calls(String kind) {
		long count = 0;
		double total = 0;
		for (Timer timer : this.meters.find("miosa.exec").tag("kind", kind).timers()) {
			count += timer.count();
			total += timer.totalTime(TimeUnit.MILLISECONDS);
		}
		return new Calls(kind, count, (count > 0) ? total / count : 0);
	}

	/**
	 * The calls of a kind since the server was started.
	 *
	 * @param kind what was called
	 * @param count how many have ended
	 * @param mean how long they took on average, in milliseconds
	 */
	private record Calls(String kind, long count, double mean) {

	}

	/**
	 * One page. It gets the latest news and not those that it was too slow for.
	 */
	private final class Page {

		private final String user;

		private final MessagePump pump;

		private @Nullable String status;

		private boolean terminalsChanged = true;

		private Page(WebSocketSession browser, String user) {
			this.user = user;
			this.pump = new MessagePump(browser, StatusHandler.this.sendTimeout, this::next);
		}

		private void tell(String status) {
			synchronized (this) {
				this.status = status;
			}
			this.pump.pump();
		}

		private void tellThatTerminalsChanged() {
			synchronized (this) {
				this.terminalsChanged = true;
			}
			this.pump.pump();
		}

		private synchronized @Nullable Object next() {
			if (this.terminalsChanged) {
				this.terminalsChanged = false;
				return "{\"type\":\"terminals\"}";
			}
			String next = this.status;
			this.status = null;
			return next;
		}

	}

}
