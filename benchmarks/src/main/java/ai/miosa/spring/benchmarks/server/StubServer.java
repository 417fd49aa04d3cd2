package ai.miosa.spring.benchmarks.server;

import java.io.IOException;
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

/**
 * Answers executions with a canned result and plays the computer's part in a session, as
 * cheaply as it can be done, so that what differs between two measurements is the client.
 * Prints its port, and ends when its standard input does.
 */
public final class StubServer {

	private StubServer() {
	}

	/**
	 * Run the server.
	 * @param args ignored
	 * @throws Exception if it cannot be started
	 */
	public static void main(String[] args) throws Exception {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		Channel server = new ServerBootstrap().group(group)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 4096)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new HttpExchange());
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.sync()
			.channel();
		System.out.println(((InetSocketAddress) server.localAddress()).getPort());
		awaitEndOfInput();
		System.exit(0);
	}

	private static void awaitEndOfInput() throws IOException {
		while (System.in.read() >= 0) {
			// nothing is said to this server
		}
	}

}
