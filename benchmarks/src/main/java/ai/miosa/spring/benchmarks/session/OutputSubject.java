package ai.miosa.spring.benchmarks.session;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntFunction;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * Ways of reading output: those of the starter, and bare clients that count bytes.
 */
public enum OutputSubject {

	/**
	 * Bare Netty.
	 */
	NETTY,

	/**
	 * Bare Netty, which copies each frame.
	 */
	NETTY_AND_COPY,

	/**
	 * Bare Netty, which copies each frame and hands it to another thread through a queue
	 * of the JDK's with room for as much as a session of the starter lets wait.
	 */
	NETTY_AND_THREAD,

	/**
	 * A bare endpoint on Tomcat's client.
	 */
	TOMCAT,

	/**
	 * Bare Reactor Netty.
	 */
	REACTOR_NETTY,

	/**
	 * A handler that is declared non-blocking.
	 */
	NON_BLOCKING_HANDLER,

	/**
	 * A handler.
	 */
	HANDLER,

	/**
	 * The {@code InputStream}.
	 */
	INPUT_STREAM,

	/**
	 * The {@code Flux}.
	 */
	FLUX;

	private static final int MAX_WAITING = 256 * 1024;

	private static final int MAX_FRAME = 2 * 1024 * 1024;

	/**
	 * Create a reader.
	 * @param server the server
	 * @param secure whether to use TLS
	 * @return the reader
	 */
	public OutputReader reader(ServerAddress server, boolean secure) {
		return switch (this) {
			case NETTY -> netty(new NettyClient(server, secure), ByteBuf::readableBytes);
			case NETTY_AND_COPY ->
				netty(new NettyClient(server, secure), (content) -> ByteBufUtil.getBytes(content).length);
			case NETTY_AND_THREAD -> nettyAndThread(new NettyClient(server, secure));
			case TOMCAT -> tomcat(new TomcatClient(server, secure));
			case REACTOR_NETTY -> reactorNetty(server, secure);
			default -> miosa(new MiosaClient(server, secure));
		};
	}

	private static OutputReader netty(NettyClient client, ToIntFunction<ByteBuf> reader) {
		return new OutputReader(client, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			client.open(command, (content) -> bytes.add(reader.applyAsInt(content))).end().sync();
			return bytes.sum();
		});
	}

	private static OutputReader nettyAndThread(NettyClient client) {
		return new OutputReader(client, (command, frame) -> {
			BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(Math.max(2, MAX_WAITING / frame));
			client.open(command, (content) -> put(queue, ByteBufUtil.getBytes(content)))
				.end()
				.addListener((end) -> put(queue, new byte[0]));
			long bytes = 0;
			for (byte[] next = queue.take(); next.length > 0; next = queue.take()) {
				bytes += next.length;
			}
			return bytes;
		});
	}

	private static void put(BlockingQueue<byte[]> queue, byte[] bytes) {
		try {
			queue.put(bytes);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static OutputReader tomcat(TomcatClient client) {
		return new OutputReader(client, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			client.open(command, bytes::add).await();
			return bytes.sum();
		});
	}

	private static OutputReader reactorNetty(ServerAddress server, boolean secure) {
		HttpClient client = secure ? HttpClient.create().secure((spec) -> spec.sslContext(nettySslContext(server)))
				: HttpClient.create();
		WebsocketClientSpec spec = WebsocketClientSpec.builder()
			.protocols(ServerAddress.SUBPROTOCOL)
			.maxFramePayloadLength(MAX_FRAME)
			.build();
		return new OutputReader(() -> {
		}, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			client.websocket(spec)
				.uri(server.session(secure, command))
				.handle((in, out) -> in.receive().doOnNext((content) -> bytes.add(content.readableBytes())).then())
				.blockLast();
			return bytes.sum();
		});
	}

	private static SslContext nettySslContext(ServerAddress server) {
		try {
			return SslContextBuilder.forClient()
				.sslProvider(SslProvider.JDK)
				.trustManager(server.certificate().toFile())
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private OutputReader miosa(MiosaClient client) {
		return new OutputReader(client, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			client.read(this, command, (data) -> bytes.add(data.remaining()));
			return bytes.sum();
		});
	}

}
