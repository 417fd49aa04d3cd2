package ai.miosa.spring.benchmarks;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * A server that answers executions with a canned result and simulates the computer in
 * sessions, on one event loop. Files and jobs are on a local computer in the same
 * process. Prints the options for the JVM of a client, and ends when its standard input
 * does.
 */
public final class BenchmarkServer {

	private static final String RESULT = """
			{"output":"Linux computer 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\\n",\
			"stdout":"Linux computer 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\\n",\
			"stderr":"","exit_code":0,"success":true,"duration_ms":12}""";

	public static void main(String[] args) throws Exception {
		X509Bundle certificate = new CertificateBuilder().ecp256()
			.subject("CN=localhost")
			.addSanIpAddress("127.0.0.1")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		SslContext ssl = SslContextBuilder.forServer(certificate.toKeyManagerFactory())
			.sslProvider(SslProvider.JDK)
			.build();
		int port = HttpServer.create()
			.host("127.0.0.1")
			.runOn(LoopResources.create("server", 1, true), false)
			.secure((spec) -> spec.sslContext(ssl))
			.handle(BenchmarkServer::answer)
			.bindNow()
			.port();
		Path trusted = Files.createTempFile("benchmark-certificates-", ".p12");
		trusted.toFile().deleteOnExit();
		try (MiosaLocalComputer computer = MiosaLocalComputer.builder().tls().start()) {
			KeyStore store = computer.trustStore();
			store.setCertificateEntry("benchmark", certificate.getCertificate());
			try (OutputStream out = Files.newOutputStream(trusted)) {
				store.store(out, "changeit".toCharArray());
			}
			System.out.printf(
					"-Dspring.main.web-application-type=none -Dmiosa.base-url=https://127.0.0.1:%d/api/v1 "
							+ "-Dbenchmark.computer=%s -Dmiosa.computer-id=%s -Dmiosa.api-key=%s "
							+ "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=changeit%n",
					port, computer.getBaseUrl(), computer.getComputerId(), computer.getApiKey(), trusted);
			System.in.transferTo(OutputStream.nullOutputStream());
		}
		System.exit(0);
	}

	private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		if (request.method().equals(HttpMethod.POST)) {
			return response.header("Content-Type", "application/json")
				.sendString(request.receive().asString().then(Mono.just(RESULT)));
		}
		List<String> command = new QueryStringDecoder(request.uri()).parameters().get("command");
		// Reactor Netty answers what the exchange does not, such as the closing
		return response.sendWebsocket(
				(in, out) -> in.withConnection((session) -> session.addHandlerLast(new SessionExchange(command.get(0))))
					.receive()
					.then(),
				WebsocketServerSpec.builder().protocols(Protocol.NAME).build());
	}

}
