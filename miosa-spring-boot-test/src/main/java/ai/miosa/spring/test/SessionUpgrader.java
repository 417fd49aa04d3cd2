package ai.miosa.spring.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;

/**
 * The WebSocket half of the wire protocol, up to the handshake.
 */
final class SessionUpgrader {

	private static final int MAX_MESSAGE = 32 * 1024 * 1024;

	private final Set<ExecSession> sessions = ConcurrentHashMap.newKeySet();

	private final Faults<SessionFault> faults;

	private final Api api;

	private final LocalMachine machine;

	private final Executor executor;

	SessionUpgrader(Faults<SessionFault> faults, Api api, LocalMachine machine, Executor executor) {
		this.faults = faults;
		this.api = api;
		this.machine = machine;
		this.executor = executor;
	}

	static boolean isUpgrade(HttpRequest request) {
		return request.method().equals(HttpMethod.GET)
				&& request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
	}

	List<LiveSession> sessions() {
		return List.copyOf(this.sessions);
	}

	SessionFault nextFault() {
		SessionFault fault = this.faults.poll();
		return (fault != null) ? fault : SessionFault.session();
	}

	void upgrade(RecordedRequest request, HttpRequest head, SessionFault fault, Exchange exchange, Channel channel)
			throws Exception {
		if (fault.refusal() != null) {
			fault.refusal().apply(exchange, (format) -> exchange.error(ApiError.notFound(), null));
			return;
		}
		try {
			this.api.checkSession(request);
			SessionDialect dialect = dialect(request);
			ExecSession session = open(request, channel, dialect, fault);
			Channels.execute(channel, () -> handshake(channel, head, session, dialect, fault, exchange.requestId()));
		}
		catch (ApiError ex) {
			exchange.send(exchange.error(ex, null));
		}
	}

	private SessionDialect dialect(RecordedRequest request) {
		String action = new ApiPath(request.uri()).action();
		if (action.equals("/exec/ws")) {
			return new ExecWsDialect();
		}
		if (!action.equals("/exec/stream")) {
			throw ApiError.notFound();
		}
		String offered = request.header("Sec-WebSocket-Protocol");
		if (offered == null || !List.of(offered.split("\\s*,\\s*")).contains(ExecV1Dialect.SUBPROTOCOL)) {
			throw new ApiError(400, "UNSUPPORTED_SUBPROTOCOL", "The subprotocol must be " + ExecV1Dialect.SUBPROTOCOL);
		}
		return new ExecV1Dialect();
	}

	private ExecSession open(RecordedRequest request, Channel channel, SessionDialect dialect, SessionFault fault) {
		SessionRequest session = SessionRequest.read(request.uri(), dialect.isTyped() ? "tty" : "pty");
		Path directory = this.machine.workingDirectory(session.workingDirectory());
		LocalMachine.Launcher launcher = session.tty()
				? new PtyLauncher(session.commandLine(), directory, session.rows(), session.columns())
				: new PlainLauncher(session.commandLine(), directory, ProcessBuilder.Redirect.PIPE);
		try {
			RunningCommand command = this.machine.start(launcher, session.env());
			return new ExecSession(session.command(), command, channel, dialect, fault, this.executor,
					this.sessions::remove);
		}
		catch (IOException ex) {
			// Its message quotes the command
			throw ApiError.invalid("The command could not be started");
		}
	}

	private void handshake(Channel channel, HttpRequest head, ExecSession session, SessionDialect dialect,
			SessionFault fault, String requestId) {
		this.sessions.add(session);
		HttpHeaders headers = new DefaultHttpHeaders().set("X-Request-ID", requestId);
		if (dialect.isTyped() && fault.subprotocol() != null) {
			headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, fault.subprotocol());
		}
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.remove(HttpConnectionHandler.class);
		pipeline.addLast(new WebSocketFrameAggregator(MAX_MESSAGE));
		pipeline.addLast(new SessionHandler(session, dialect, fault));
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(MAX_MESSAGE)
			.withUTF8Validator(false)
			.build();
		try {
			ChannelFuture done = new WebSocketServerHandshaker13("", null, config).handshake(
					channel, new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri(),
							Unpooled.EMPTY_BUFFER, head.headers(), EmptyHttpHeaders.INSTANCE),
					headers, channel.newPromise());
			done.addListener((sent) -> begin(channel, session, fault));
		}
		catch (RuntimeException ex) {
			// A handshake without its key
			session.abort();
			channel.close();
		}
	}

	private void begin(Channel channel, ExecSession session, SessionFault fault) {
		if (!channel.isActive()) {
			session.abort();
		}
		else if (fault.dropAfter() == 0) {
			session.drop(fault.dropEnd());
		}
		else {
			session.start();
		}
	}

}
