package ai.miosa.spring.session.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.websocket.WebSocketTransport;

/**
 * Resources that a client shares with the clients derived from it.
 *
 * @param transport the connections
 * @param heartbeats the checks of the connections
 * @param sessions the open sessions
 */
record SharedResources(WebSocketTransport transport, Heartbeats heartbeats, Set<MiosaSession> sessions) {

	SharedResources(WebSocketTransport transport) {
		this(transport, new Heartbeats(), ConcurrentHashMap.newKeySet());
	}

	void close() {
		this.sessions.forEach(MiosaSession::close);
		this.transport.close();
	}

}
