package ai.miosa.spring.benchmarks.exec;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

import ai.miosa.spring.benchmarks.support.Stub;
import ai.miosa.spring.exec.MiosaExecTemplate;
import ai.miosa.spring.exec.ReactiveMiosaExecTemplate;

/**
 * The clients that are compared. They share one connector.
 *
 * @param threads runs the calls that block
 * @param bare the bare clients
 * @param reactive the reactive template
 * @param blocking the blocking template
 * @param observedBare the bare clients, observed
 * @param observedReactive the reactive template, observed
 * @param twiceObservedReactive the reactive template, observed as well as its client
 */
record OneShotClients(ExecutorService threads, BareClients bare, ReactiveMiosaExecTemplate reactive,
		MiosaExecTemplate blocking, BareClients observedBare, ReactiveMiosaExecTemplate observedReactive,
		ReactiveMiosaExecTemplate twiceObservedReactive) implements AutoCloseable {

	static OneShotClients create() {
		ClientHttpConnector connector = new ReactorClientHttpConnector(HttpClient.create().disableRetry(true));
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		ReactiveMiosaExecTemplate reactive = template(connector, ObservationRegistry.NOOP, ObservationRegistry.NOOP);
		return new OneShotClients(Executors.newCachedThreadPool(),
				new BareClients(webClient(connector, ObservationRegistry.NOOP)), reactive,
				new MiosaExecTemplate(reactive), new BareClients(webClient(connector, observations)),
				template(connector, ObservationRegistry.NOOP, observations),
				template(connector, observations, observations));
	}

	private static ReactiveMiosaExecTemplate template(ClientHttpConnector connector,
			ObservationRegistry clientObservations, ObservationRegistry observations) {
		return ReactiveMiosaExecTemplate.builder(webClient(connector, clientObservations), Stub.endpoint())
			.observationRegistry(observations)
			.build();
	}

	private static WebClient.Builder webClient(ClientHttpConnector connector, ObservationRegistry observations) {
		return WebClient.builder().clientConnector(connector).observationRegistry(observations);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
