package consumer.mvc;

import consumer.Facts;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A Spring MVC application on Tomcat, with Jackson 3.
 */
@SpringBootApplication
@RestController
public class Application {

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args)) {
			Facts.print(context);
			Facts.answer(context, "/order");
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			Facts.client("RestClient.create()",
					(url) -> RestClient.create().get().uri(url).retrieve().body(String.class));
			Facts.client("RestClient.Builder",
					(url) -> builder.build().get().uri(url).retrieve().body(String.class));
			Facts.client("RestTemplateBuilder",
					(url) -> context.getBean(RestTemplateBuilder.class).build().getForObject(url, String.class));
		}
	}

	@GetMapping("/order")
	Order order() {
		return new Order(new Money(1234));
	}

	record Order(Money total) {
	}

	record Money(long cents) {
	}

}
