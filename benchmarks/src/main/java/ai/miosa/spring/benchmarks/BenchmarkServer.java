package ai.miosa.spring.benchmarks;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
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

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * A server that answers executions with a canned result and simulates the computer in
 * sessions, on one event loop. Files and jobs are on a local computer in the same
 * process. Prints the options for the JVM of a client, and ends when its standard input
 * does.
 */
public final class BenchmarkServer {

	private BenchmarkServer() {
	}

	public static void main(String[] args) throws Exception {
		X509Bundle certificate = new CertificateBuilder().ecp256()
			.subject("CN=localhost")
			.addSanIpAddress(InetAddress.getLoopbackAddress())
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		Path trusted = Files.createTempFile("benchmark-certificates-", ".p12");
		try (MiosaLocalComputer computer = MiosaLocalComputer.builder().tls().start()) {
			KeyStore store = computer.trustStore();
			store.setCertificateEntry("benchmark", certificate.getCertificate());
			try (OutputStream out = Files.newOutputStream(trusted)) {
				store.store(out, "changeit".toCharArray());
			}
			int port = bind(SslContextBuilder.forServer(certificate.toKeyManagerFactory())
				.sslProvider(SslProvider.JDK)
				.build());
			System.out.printf(
					"-Dspring.main.web-application-type=none -Dmiosa.base-url=https://127.0.0.1:%d/api/v1 -Dbenchmark.computer=%s -Dmiosa.computer-id=%s "
							+ "-Dmiosa.api-key=%s -Djavax.net.ssl.trustStore=%s "
							+ "-Djavax.net.ssl.trustStorePassword=changeit%n",
					port, computer.getBaseUrl(), computer.getComputerId(), computer.getApiKey(), trusted);
			System.in.transferTo(OutputStream.nullOutputStream());
		}
		finally {
			Files.delete(trusted);
		}
		System.exit(0);
	}

	private static int bind(SslContext ssl) throws InterruptedException {
		Channel server = new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(ssl.newHandler(channel.alloc()), new HttpServerCodec(),
								new HttpObjectAggregator(65_536), new HttpExchange());
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.sync()
			.channel();
		return ((InetSocketAddress) server.localAddress()).getPort();
	}

}
