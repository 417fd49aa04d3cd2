package consumer.jackson2;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import consumer.Facts;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A Spring MVC application with Jackson 2 alone, whose JSON Jackson 3 would write
 * otherwise.
 */
@SpringBootApplication
@RestController
public class Application {

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args)) {
			Facts.print(context);
			Facts.answer(context, "/order");
			RestClient client = context.getBean(RestClient.Builder.class).build();
			Facts.client("RestClient.Builder", (url) -> client.get().uri(url).retrieve().body(String.class));
		}
	}

	@GetMapping("/order")
	Order order() {
		return new Order(new Money(1234));
	}

	record Order(Money total) {
	}

	@JsonSerialize(using = MoneySerializer.class)
	record Money(long cents) {
	}

	static final class MoneySerializer extends JsonSerializer<Money> {

		@Override
		public void serialize(Money money, JsonGenerator json, SerializerProvider provider) throws IOException {
			json.writeString(money.cents() / 100 + "." + money.cents() % 100 + " EUR");
		}

	}

}
