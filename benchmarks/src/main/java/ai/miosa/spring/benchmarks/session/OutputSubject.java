package ai.miosa.spring.benchmarks.session;

import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * Ways of reading output: those of the starter, and bare clients that count bytes.
 */
public enum OutputSubject {

	/**
	 * Bare Netty.
	 */
	NETTY(OutputSubject::netty),

	/**
	 * Bare Netty, which copies each frame and hands it to another thread through a queue
	 * of the JDK's with room for as much as a session of the starter lets wait.
	 */
	NETTY_AND_THREAD(OutputSubject::nettyAndThread),

	/**
	 * A bare endpoint on Tomcat's client.
	 */
	TOMCAT(OutputSubject::tomcat),

	/**
	 * Bare Reactor Netty.
	 */
	REACTOR_NETTY(OutputSubject::reactorNetty),

	/**
	 * A handler that is declared non-blocking.
	 */
	NON_BLOCKING_HANDLER((server, secure) -> handler(server, secure, true)),

	/**
	 * A handler.
	 */
	HANDLER((server, secure) -> handler(server, secure, false)),

	/**
	 * The {@code InputStream}.
	 */
	INPUT_STREAM(OutputSubject::inputStream),

	/**
	 * The {@code Flux}.
	 */
	FLUX(OutputSubject::flux);

	private static final int MAX_WAITING = 256 * 1024;

	private static final int MAX_FRAME = 2 * 1024 * 1024;

	private static final int BUFFER = 64 * 1024;

	private final BiFunction<ServerAddress, Boolean, OutputReader> factory;

	OutputSubject(BiFunction<ServerAddress, Boolean, OutputReader> factory) {
		this.factory = factory;
	}

	/**
	 * Create a reader.
	 * @param server the server
	 * @param secure whether to use TLS
	 * @return the reader
	 */
	public OutputReader reader(ServerAddress server, boolean secure) {
		return this.factory.apply(server, secure);
	}

	private static OutputReader netty(ServerAddress server, boolean secure) {
		NettyClient client = new NettyClient(server, secure);
		return new OutputReader(client, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			client.open(command, (content) -> bytes.add(content.readableBytes())).end().sync();
			return bytes.sum();
		});
	}

	private static OutputReader nettyAndThread(ServerAddress server, boolean secure) {
		NettyClient client = new NettyClient(server, secure);
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

	private static OutputReader tomcat(ServerAddress server, boolean secure) {
		TomcatClient client = new TomcatClient(server, secure);
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
		catch (java.io.IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static OutputReader handler(ServerAddress server, boolean secure, boolean nonBlocking) {
		MiosaClient client = new MiosaClient(server, secure);
		return new OutputReader(client, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			SessionOutputHandler handler = (output) -> bytes.add(output.size());
			client.open(command, nonBlocking ? SessionOutputHandler.nonBlocking(handler) : handler)
				.await(MiosaClient.LONGEST);
			return bytes.sum();
		});
	}

	private static OutputReader inputStream(ServerAddress server, boolean secure) {
		MiosaClient client = new MiosaClient(server, secure);
		return new OutputReader(client, (command, frame) -> {
			MiosaSession session = client.openStreamed(command);
			byte[] buffer = new byte[BUFFER];
			long bytes = 0;
			try (InputStream stdout = session.stdout()) {
				for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
					bytes += read;
				}
			}
			return bytes;
		});
	}

	private static OutputReader flux(ServerAddress server, boolean secure) {
		MiosaClient client = new MiosaClient(server, secure);
		return new OutputReader(client, (command, frame) -> {
			LongAdder bytes = new LongAdder();
			client.openStreamed(command).output().map(SessionOutput::size).doOnNext(bytes::add).blockLast();
			return bytes.sum();
		});
	}

}
