package ai.miosa.spring.session;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.apache.tomcat.websocket.WsRemoteEndpointImplClient;
import org.apache.tomcat.websocket.WsWebSocketContainer;

/**
 * Keeps Tomcat from logging what a caller learns by an exception anyway, or must not be
 * logged at all: the URL of each connection, at {@code TRACE}, and the stack trace of
 * each write that fails, as one does that is under way when a session is closed. Only the
 * thread that does it for a session is silent; levels are left alone.
 */
final class TomcatSilence {

	/**
	 * Held here because the JDK forgets loggers, and their filters with them.
	 */
	private static final List<Logger> LOGGERS = Stream.of(WsWebSocketContainer.class, WsRemoteEndpointImplClient.class)
		.map((type) -> Logger.getLogger(type.getName()))
		.toList();

	private static final ThreadLocal<Boolean> SILENT = new ThreadLocal<>();

	static {
		LOGGERS.forEach((logger) -> {
			Filter filter = logger.getFilter();
			logger.setFilter((record) -> SILENT.get() == null && (filter == null || filter.isLoggable(record)));
		});
	}

	private TomcatSilence() {
	}

	static <E extends Exception> void run(Task<E> task) throws E {
		SILENT.set(Boolean.TRUE);
		try {
			task.run();
		}
		finally {
			SILENT.remove();
		}
	}

	/**
	 * What Tomcat does in silence.
	 *
	 * @param <E> how it may fail
	 */
	interface Task<E extends Exception> {

		void run() throws E;

	}

}
