package consumer.plain;

import consumer.Facts;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A command line application, which ends by itself.
 */
@SpringBootApplication
public class Application {

	public static void main(String[] args) throws Exception {
		Facts.print(SpringApplication.run(Application.class, args));
	}

}
