package ai.miosa.spring.test.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Server on a port of the loopback interface that can stop listening temporarily.
 */
public final class LocalServer {

	private static final int STOP_MILLIS = 500;

	private static final int BIND_ATTEMPTS = 2000;

	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

	private static final int MAX_REQUEST_LINE = 1024 * 1024;

	private static final int MAX_CHUNK = 64 * 1024;

	private final MultiThreadIoEventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(2,
			new DefaultThreadFactory("miosa-local-http", true), NioIoHandler.newFactory());

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	private final ServerBootstrap bootstrap;

	private final int port;

	private @Nullable Channel listener;

	private @Nullable Socket placeholder;

	/**
	 * Start listening.
	 * @param handler takes the requests
	 * @param errorFormat how errors are written
	 * @param certificate the certificate to serve TLS with, or {@code null} for none
	 */
	public LocalServer(RequestHandler handler, ErrorFormat errorFormat, @Nullable ServerCertificate certificate) {
		SslContext tls = (certificate != null) ? certificate.serverContext() : null;
		this.bootstrap = new ServerBootstrap().group(this.eventLoops)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_REUSEADDR, true)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					LocalServer.this.connections.add(channel);
					if (tls != null) {
						channel.pipeline().addLast(tls.newHandler(channel.alloc()));
					}
					channel.pipeline()
						.addLast(new HttpServerCodec(MAX_REQUEST_LINE, MAX_REQUEST_LINE, MAX_CHUNK))
						.addLast(new HttpConnectionHandler(handler, errorFormat));
				}

			});
		Channel channel = bind(0);
		this.listener = channel;
		this.port = ((InetSocketAddress) channel.localAddress()).getPort();
	}

	public int port() {
		return this.port;
	}

	/**
	 * Refuse new connections and end the open ones. A socket that is bound but does not
	 * listen reserves the port.
	 */
	public synchronized void refuse() {
		if (this.listener == null) {
			return;
		}
		this.listener.close().syncUninterruptibly();
		this.listener = null;
		this.placeholder = bindPlaceholder();
		this.connections.forEach(Channels::finish);
	}

	// A closed listener keeps its port until the event loop has released it
	private Socket bindPlaceholder() {
		for (int attempt = 1;; attempt++) {
			try {
				return bound();
			}
			catch (IOException ex) {
				if (attempt == BIND_ATTEMPTS) {
					throw new UncheckedIOException("The port could not be reserved", ex);
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
		}
	}

	private Socket bound() throws IOException {
		Socket socket = new Socket();
		try {
			socket.setReuseAddress(true);
			socket.bind(address(this.port));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	public synchronized void accept() {
		if (this.listener != null || this.eventLoops.isShuttingDown()) {
			return;
		}
		releasePlaceholder();
		this.listener = bind(this.port);
	}

	public void acceptAfter(long millis) {
		this.eventLoops.next().schedule(this::acceptLater, millis, TimeUnit.MILLISECONDS);
	}

	private void acceptLater() {
		// Binding waits for an event loop, so it must not run on one
		GlobalEventExecutor.INSTANCE.execute(this::accept);
	}

	public synchronized void close() {
		if (this.listener != null) {
			this.listener.close();
		}
		releasePlaceholder();
		this.connections.close().awaitUninterruptibly(STOP_MILLIS);
		this.eventLoops.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MILLIS);
	}

	private void releasePlaceholder() {
		try {
			if (this.placeholder != null) {
				this.placeholder.close();
				this.placeholder = null;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Channel bind(int port) {
		return this.bootstrap.bind(address(port)).syncUninterruptibly().channel();
	}

	private static InetSocketAddress address(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

}
