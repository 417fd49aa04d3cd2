package ai.miosa.spring.boot.autoconfigure.exec;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.boot.autoconfigure.MiosaWebClientCustomizer;
import ai.miosa.spring.boot.autoconfigure.http.MiosaHttpConnector;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

class MiosaExecAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			WebClientAutoConfiguration.class, MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = configure(new ApplicationContextRunner());

	@Test
	void definesTemplatesInEveryKindOfApplication() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(MiosaExecTemplate.class)
			.hasSingleBean(ReactiveMiosaExecTemplate.class));
		configure(new WebApplicationContextRunner()).run((context) -> assertThat(context).hasBean("miosaExecTemplate"));
		configure(new ReactiveWebApplicationContextRunner())
			.run((context) -> assertThat(context).hasBean("reactiveMiosaExecTemplate"));
	}

	@Test
	void backsOffWithoutWebClient() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MiosaEndpoint.class)
				.doesNotHaveBean("miosaExecTemplate"));
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("miosa.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaExecTemplate.class)
				.doesNotHaveBean(MiosaHttpConnector.class));
	}

	@Test
	void backsOffForUsersTemplates() {
		this.contextRunner.withBean(MiosaExecOperations.class, () -> mock(MiosaExecOperations.class))
			.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class))
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaExecTemplate.class)
				.doesNotHaveBean(ReactiveMiosaExecTemplate.class)
				.doesNotHaveBean(MiosaHttpConnector.class));
	}

	@Test
	@Tag("thorough")
	void waitsForUsersReactiveTemplate() {
		this.contextRunner.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaExecTemplate.class)
				.doesNotHaveBean(ReactiveMiosaExecTemplate.class));
	}

	@Test
	void hasTheDefaultsOfTheTemplate() {
		this.contextRunner.run((context) -> {
			MiosaEndpoint endpoint = context.getBean(MiosaEndpoint.class);
			assertThat(context.getBean(ReactiveMiosaExecTemplate.class).mutate()).usingRecursiveComparison()
				.comparingOnlyFields("settings.defaults", "settings.gracePeriod", "settings.maxOutputSize",
						"settings.maxAttempts", "settings.maxRetryWait", "settings.maxRetryElapsed",
						"settings.propagateTraceContext", "settings.computerId")
				.isEqualTo(ReactiveMiosaExecTemplate.builder(WebClient.builder(), endpoint));
		});
	}

	@Test
	void staysWhenTemplatesAreDerived() {
		this.contextRunner.withUserConfiguration(DerivedTemplates.class)
			.run((context) -> assertThat(context).hasBean("miosaExecTemplate")
				.getBean("acme", MiosaExecTemplate.class)
				.isNotSameAs(context.getBean(MiosaExecTemplate.class)));
	}

	@Test
	void childContextHasItsOwn() {
		this.contextRunner.run((parent) -> this.contextRunner.withParent(parent)
			.withPropertyValues("miosa.base-url=https://child.example.com", "miosa.computer-id=child")
			.run((context) -> {
				assertThat(context.getBean(MiosaEndpoint.class)).hasToString("https://child.example.com");
				assertThat(context.getBean(MiosaExecTemplate.class).computer().getId()).isEqualTo("child");
				assertThat(context.getBean(ReactiveMiosaExecTemplate.class).getComputerId()).isEqualTo("child");
			}));
	}

	@Test
	void childContextUsesTheBeansThatItsParentDeclares() {
		MiosaEndpoint endpoint = MiosaEndpoint.of("https://parent.example.com", "msk_u_1", null);
		this.contextRunner.withBean("mine", MiosaEndpoint.class, () -> endpoint)
			.run((parent) -> this.contextRunner.withParent(parent)
				.withBean(Client.class)
				.run((context) -> assertThat(context.getBean(Client.class).endpoint()).isSameAs(endpoint)));
	}

	@Test
	void usesReactorNettyWhereTheApplicationDoes() throws IOException {
		assertThat(userAgent(this.contextRunner)).startsWith("ReactorNetty/");
		assertThat(userAgent(this.contextRunner.withPropertyValues("spring.http.clients.reactive.connector=reactor")))
			.startsWith("ReactorNetty/");
	}

	@Test
	@Tag("thorough")
	void usesTheClientOfTheJdkOtherwise() throws IOException {
		assertThat(userAgent(this.contextRunner.withClassLoader(new FilteredClassLoader(HttpClient.class))))
			.startsWith("Java-http-client/");
		assertThat(userAgent(this.contextRunner.withPropertyValues("spring.http.clients.reactive.connector=jdk")))
			.startsWith("Java-http-client/");
		assertThat(userAgent(this.contextRunner.withBean(ClientHttpConnectorBuilder.class,
				() -> (settings) -> mock(ClientHttpConnector.class))))
			.startsWith("Java-http-client/");
	}

	@Test
	void createsOneHttpClientUponTheFirstCall() {
		AtomicInteger customized = new AtomicInteger();
		this.contextRunner.withBean(MiosaWebClientCustomizer.class, () -> (builder) -> {
			customized.incrementAndGet();
			builder.clientConnector((method, uri, callback) -> Mono.error(new ConnectException()));
		}).run((context) -> {
			assertThat(customized).hasValue(0);
			assertThat(context.getBeanFactory().containsSingleton("clientHttpConnector")).isFalse();
			MiosaExecTemplate miosa = context.getBean(MiosaExecTemplate.class);
			MiosaExecTemplate derived = miosa.mutate().computerId("c1").build();
			assertThatException().isThrownBy(() -> miosa.bash("c1", "true"));
			assertThatException().isThrownBy(() -> derived.bash("c1", "true"));
			assertThat(customized).hasValue(1);
		});
	}

	@Test
	@Tag("thorough")
	void customizerMaySetAnotherConnector() {
		IOException failure = new ConnectException("another connector");
		this.contextRunner
			.withBean(MiosaWebClientCustomizer.class,
					() -> (builder) -> builder.clientConnector((method, uri, callback) -> Mono.error(failure)))
			.run((context) -> assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> context.getBean(MiosaExecTemplate.class).bash("c1", "true"))
				.satisfies((ex) -> assertThat(ex).hasRootCause(failure)));
	}

	/**
	 * Send a request and return the name that the HTTP client announces.
	 */
	private static String userAgent(ApplicationContextRunner runner) throws IOException {
		CompletableFuture<String> userAgent = new CompletableFuture<>();
		InetAddress loopback = InetAddress.getLoopbackAddress();
		HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
		server.createContext("/", (exchange) -> {
			userAgent.complete(exchange.getRequestHeaders().getFirst("User-Agent"));
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		try {
			URI uri = URI.create("http://" + loopback.getHostAddress() + ":" + server.getAddress().getPort());
			runner.run((context) -> context.getBean(MiosaHttpConnector.class)
				.get()
				.connect(HttpMethod.GET, uri, ReactiveHttpOutputMessage::setComplete)
				.flatMap((response) -> response.getBody().then())
				.block(Duration.ofSeconds(30)));
			return userAgent.join();
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	@Tag("thorough")
	void leavesNoThreadOfTheJdksClient() throws IOException {
		Set<Thread> before = selectors();
		for (int i = 0; i < 3; i++) {
			userAgent(this.contextRunner.withPropertyValues("spring.http.clients.reactive.connector=jdk"));
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			// Before Java 21, a client ends once it has been collected
			System.gc();
			return before.containsAll(selectors());
		});
	}

	private static Set<Thread> selectors() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("HttpClient-"))
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@ValueSource(strings = { "miosa.exec.timeout=0s", "miosa.exec.timeout=601s", "miosa.exec.env.1A=x",
			"miosa.exec.working-directory=", "miosa.exec.grace-period=0s", "miosa.exec.max-output-size=0B",
			"miosa.exec.max-output-size=3GB", "miosa.retry.max-attempts=0", "miosa.retry.max-wait=-1s",
			"miosa.retry.max-elapsed=-1s", "miosa.ssl.bundle=nosuch", "miosa.connect-timeout=0",
			"miosa.max-idle-time=0", "miosa.max-connections=0", "miosa.exec.env.my.var=x" })
	void rejectsBadPropertiesAtStart(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("'" + property.substring(0, property.indexOf('=')) + "'"));
	}

	@Test
	void takesNumbersWithoutUnitAsSeconds() {
		this.contextRunner.withPropertyValues("miosa.exec.timeout=30", "miosa.connect-timeout=2").run((context) -> {
			MiosaProperties properties = context.getBean(MiosaProperties.class);
			assertThat(properties.exec().timeout()).isEqualTo(Duration.ofSeconds(30));
			assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
		});
	}

	private static <T extends AbstractApplicationContextRunner<T, ?, ?>> T configure(T runner) {
		return runner.withConfiguration(CONFIGURATIONS).withPropertyValues("miosa.api-key=msk_u_1");
	}

	record Client(MiosaEndpoint endpoint) {

	}

	@Configuration(proxyBeanMethods = false)
	static class DerivedTemplates {

		@Bean(defaultCandidate = false)
		MiosaExecTemplate acme(MiosaExecTemplate miosa) {
			return miosa.mutate().tenant("acme").build();
		}

	}

}
