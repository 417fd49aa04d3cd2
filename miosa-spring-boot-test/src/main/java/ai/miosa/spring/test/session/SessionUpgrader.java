package ai.miosa.spring.test.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.api.Api;
import ai.miosa.spring.test.api.Route;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Exchange;
import ai.miosa.spring.test.http.ReceivedRequest;
import ai.miosa.spring.test.process.LocalMachine;
import ai.miosa.spring.test.process.PlainLauncher;
import ai.miosa.spring.test.process.PtyLauncher;
import ai.miosa.spring.test.process.RunningCommand;

/**
 * Opens sessions: from the upgrade request to the handshake.
 */
public final class SessionUpgrader {

	private static final int MAX_MESSAGE = 32 * 1024 * 1024;

	private final Set<ExecSession> sessions = ConcurrentHashMap.newKeySet();

	private final Api api;

	private final Executor executor;

	public SessionUpgrader(Api api, Executor executor) {
		this.api = api;
		this.executor = executor;
	}

	public static boolean isUpgrade(ReceivedRequest request) {
		return request.method().equals("GET") && "websocket".equalsIgnoreCase(request.header("Upgrade"));
	}

	/**
	 * Return the command an upgrade request carries.
	 * @param request the request
	 * @return the command, or {@code null} if there is none
	 */
	public static @Nullable String command(ReceivedRequest request) {
		try {
			return SessionRequest.command(request.uri());
		}
		catch (ApiException ex) {
			// It has no command; the response reports this
			return null;
		}
	}

	public Set<ExecSession> sessions() {
		return Set.copyOf(this.sessions);
	}

	public void upgrade(ReceivedRequest request, @Nullable Route route, SessionBehavior behavior, Exchange exchange)
			throws IOException {
		LocalMachine machine = this.api.checkSession(request, route);
		if (machine == null) {
			exchange.send(Api.noRoute());
			return;
		}
		ServerProtocol protocol = protocol(request, route);
		SessionRequest sessionRequest = SessionRequest.read(request.uri(), protocol.isTyped() ? "tty" : "pty");
		RunningCommand command = start(machine, sessionRequest);
		exchange.upgrade((channel) -> {
			ExecSession session = new ExecSession(sessionRequest.command(), command, channel, protocol, behavior,
					this.executor, this.sessions::remove);
			this.sessions.add(session);
			handshake(channel, request, session, protocol, behavior, exchange.requestId());
		});
	}

	private static ServerProtocol protocol(ReceivedRequest request, @Nullable Route route) {
		if (route == Route.EXEC_WS_SESSION) {
			return new ExecWsProtocol();
		}
		if (!request.listHeader("Sec-WebSocket-Protocol").contains(ExecV1Protocol.SUBPROTOCOL)) {
			throw new ApiException(400, "UNSUPPORTED_SUBPROTOCOL",
					"The subprotocol must be " + ExecV1Protocol.SUBPROTOCOL);
		}
		return new ExecV1Protocol();
	}

	private static RunningCommand start(LocalMachine machine, SessionRequest request) {
		try {
			Path directory = machine.workingDirectory(request.workingDirectory());
			LocalMachine.Launcher launcher = request.tty()
					? new PtyLauncher(request.commandLine(), directory, request.rows(), request.columns())
					: new PlainLauncher(request.commandLine(), directory, ProcessBuilder.Redirect.PIPE);
			return machine.start(launcher, request.env());
		}
		catch (IOException ex) {
			throw ApiException.notStarted(ex);
		}
	}

	private void handshake(Channel channel, ReceivedRequest request, ExecSession session, ServerProtocol protocol,
			SessionBehavior behavior, String requestId) {
		HttpHeaders headers = new DefaultHttpHeaders().set("X-Request-ID", requestId);
		if (protocol.isTyped() && behavior.subprotocol() != null) {
			headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, behavior.subprotocol());
		}
		channel.pipeline()
			.addLast(new WebSocketFrameAggregator(MAX_MESSAGE))
			.addLast(new SessionHandler(session, protocol, behavior));
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(MAX_MESSAGE)
			.withUTF8Validator(false)
			.build();
		try {
			new WebSocketServerHandshaker13("", null, config)
				.handshake(channel, nettyRequest(request), headers, channel.newPromise())
				.addListener((sent) -> begin(channel, session, behavior));
		}
		catch (RuntimeException ex) {
			// A handshake without its key
			session.abort();
			channel.close();
		}
	}

	private static FullHttpRequest nettyRequest(ReceivedRequest request) {
		HttpHeaders headers = new DefaultHttpHeaders();
		request.headers().forEach(headers::set);
		return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, request.uri(), Unpooled.EMPTY_BUFFER,
				headers, EmptyHttpHeaders.INSTANCE);
	}

	private void begin(Channel channel, ExecSession session, SessionBehavior behavior) {
		if (!channel.isActive()) {
			session.abort();
		}
		else if (behavior.cut().dropAfter() == 0) {
			session.drop(behavior.cut().reset());
		}
		else {
			session.start();
		}
	}

}
