package ai.miosa.spring.ratelimit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;

import javax.sql.DataSource;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.RetryReason;

/**
 * An application in a separate JVM, which runs commands as soon as it reads a line, and
 * prints how many of them were rejected because of the rate.
 */
public final class RateLimitedApplication {

	private RateLimitedApplication() {
	}

	public static void main(String[] args) throws Exception {
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run(args)) {
			ReactiveMiosaExecTemplate miosa = context.getBean(ReactiveMiosaExecTemplate.class);
			String computerId = context.getEnvironment().getRequiredProperty("test.computer-id");
			int commands = context.getEnvironment().getRequiredProperty("test.commands", Integer.class);
			int concurrency = context.getEnvironment().getRequiredProperty("test.concurrency", Integer.class);
			out.println("ready");
			System.in.read();
			Flux.range(0, commands)
				.flatMap((i) -> miosa.bash(computerId, "true"), concurrency)
				.blockLast(Duration.ofMinutes(10));
			out.println(miosa.getRetries(RetryReason.RATE_LIMITED));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Bean
		@ConditionalOnProperty("test.redis")
		ProxyManager<byte[]> redis(@Value("${test.redis}") String uri) {
			return Bucket4jLettuce.casBasedBuilder(RedisClient.create(uri)).build();
		}

		@Bean
		@ConditionalOnProperty("test.postgresql")
		ProxyManager<Long> postgresql(@Value("${test.postgresql}") String url) {
			PGSimpleDataSource dataSource = new PGSimpleDataSource();
			dataSource.setUrl(url);
			return Bucket4jPostgreSQL.advisoryLockBasedBuilder((DataSource) dataSource).build();
		}

	}

}
