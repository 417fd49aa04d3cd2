package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets an address that has tried too many wrong passwords wait before it may try again.
 * Remembers a bounded number of addresses.
 */
class LogInThrottle extends OncePerRequestFilter {

	private static final int MAX_ADDRESSES = 10_000;

	private final Map<String, Failures> failures = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
			return size() > MAX_ADDRESSES;
		}

	};

	private final int attempts;

	private final Duration pause;

	LogInThrottle(int attempts, Duration pause) {
		this.attempts = attempts;
		this.pause = pause;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !("POST".equals(request.getMethod()) && request.getRequestURI().endsWith("/login.html"));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Duration wait = begin(request.getRemoteAddr(), Instant.now());
		if (!wait.isZero()) {
			// Not sendError, whose error page asks for a login in turn
			response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds() + 1));
			return;
		}
		chain.doFilter(request, response);
	}

	// Each attempt counts as a failure until it has succeeded, however many come at once
	private synchronized Duration begin(String address, Instant now) {
		Failures failures = this.failures.get(address);
		if (failures == null || !now.isBefore(failures.last().plus(this.pause))) {
			failures = new Failures(0, now);
		}
		if (failures.count() >= this.attempts) {
			return Duration.between(now, failures.last().plus(this.pause));
		}
		this.failures.put(address, new Failures(failures.count() + 1, now));
		return Duration.ZERO;
	}

	/**
	 * Forget the failures of an address from which a user has logged in.
	 */
	synchronized void succeeded(String address) {
		this.failures.remove(address);
	}

	/**
	 * Attempts that have not succeeded.
	 *
	 * @param count how many
	 * @param last when the last one was
	 */
	private record Failures(int count, Instant last) {

	}

}
