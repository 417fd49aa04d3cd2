package ai.miosa.spring.benchmarks.server;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers executions with a canned result and plays the computer in
 * sessions, in clear and over TLS. It has one event loop, so that the clients that are
 * compared have the other processors. Prints its address, and ends when its standard
 * input does.
 */
public final class BenchmarkServer {

	private static final int BACKLOG = 4096;

	private static final int MAX_REQUEST = 64 * 1024;

	private BenchmarkServer() {
	}

	public static void main(String[] args) throws Exception {
		X509Bundle certificate = new CertificateBuilder().ecp256()
			.subject("CN=localhost")
			.addSanIpAddress(InetAddress.getLoopbackAddress())
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		SslContext ssl = SslContextBuilder.forServer(certificate.toKeyManagerFactory())
			.sslProvider(SslProvider.JDK)
			.build();
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		File trusted = certificate.toTempRootCertPem();
		System.out.println(new ServerAddress(bind(group, null), bind(group, ssl), trusted.toPath()));
		while (System.in.read() >= 0) {
			// nothing is said to this server
		}
		System.exit(0);
	}

	private static int bind(EventLoopGroup group, @Nullable SslContext ssl) throws InterruptedException {
		Channel server = new ServerBootstrap().group(group)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					if (ssl != null) {
						channel.pipeline().addLast(ssl.newHandler(channel.alloc()));
					}
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST), new HttpExchange());
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.sync()
			.channel();
		return ((InetSocketAddress) server.localAddress()).getPort();
	}

}
