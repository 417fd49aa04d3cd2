package consumer.flux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import consumer.Facts;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;

/**
 * A WebFlux application on Tomcat, with its own WebSocket endpoint.
 */
@SpringBootApplication
@RestController
public class Application {

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args)) {
			Facts.print(context);
			Facts.answer(context, "/order");
			Facts.fact("WebSocket /echo", echo(URI.create("ws://localhost:" + Facts.port(context) + "/echo")));
			Facts.client("WebClient.create()", (url) -> get(WebClient.create(), url));
			Facts.client("WebClient.Builder", (url) -> get(context.getBean(WebClient.Builder.class).build(), url));
		}
	}

	private static String get(WebClient client, String url) {
		return client.get().uri(url).retrieve().bodyToMono(String.class).block(Duration.ofSeconds(20));
	}

	private static String echo(URI uri) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		WebSocket webSocket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(uri, new WebSocket.Listener() {

				@Override
				public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
					answer.complete(data.toString());
					return null;
				}

			})
			.get(20, TimeUnit.SECONDS);
		webSocket.sendText("hello", true).get(20, TimeUnit.SECONDS);
		try {
			return answer.get(20, TimeUnit.SECONDS);
		}
		finally {
			webSocket.abort();
		}
	}

	@GetMapping("/order")
	Mono<Map<String, Integer>> order() {
		return Mono.just(Map.of("total", 1234));
	}

	@Bean
	HandlerMapping echoMapping() {
		WebSocketHandler echo = (session) -> session
			.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
		return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
	}

}
