package consumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.JarFile;

import com.sun.net.httpserver.HttpServer;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What an application shows of itself, a line each, to be compared with the lines of the
 * same application without the starter.
 */
public final class Facts {

	private Facts() {
	}

	/**
	 * Print the kind of application, its beans and its class path.
	 */
	public static void print(ConfigurableApplicationContext context) throws IOException {
		fact("application", context.getClass().getName());
		for (String name : context.getBeanDefinitionNames()) {
			// Without the numbers of generated classes
			fact("bean " + name, context.getBean(name).getClass().getName().replaceAll("\\$(\\$|Proxy).*", ""));
		}
		classPath();
	}

	public static void fact(String name, Object value) {
		System.out.println("fact " + name + ": " + value);
	}

	/**
	 * Print what the application answers to a GET.
	 */
	public static void answer(ConfigurableApplicationContext context, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port(context) + path))
			.timeout(Duration.ofSeconds(20))
			.build();
		fact("GET " + path, HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
	}

	public static String port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port");
	}

	/**
	 * Print the user agent that a client announces, which tells the library behind it.
	 * @param name the client's name
	 * @param client gets a URL and returns the body of the answer
	 */
	public static void client(String name, Function<String, String> client) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			byte[] agent = String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent"))
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, agent.length);
			exchange.getResponseBody().write(agent);
			exchange.close();
		});
		server.start();
		try {
			fact(name, client.apply("http://localhost:" + server.getAddress().getPort() + "/"));
		}
		finally {
			server.stop(0);
		}
	}

	private static void classPath() throws IOException {
		List<Path> jars = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(":")) {
			if (entry.endsWith(".jar")) {
				jars.add(Path.of(entry));
			}
		}
		Set<String> classes = new HashSet<>();
		Set<String> duplicates = new HashSet<>();
		for (Path path : jars) {
			fact("jar " + path.getFileName(), Files.size(path));
			try (JarFile jar = new JarFile(path.toFile())) {
				jar.stream()
					.map((entry) -> entry.getName())
					.filter((name) -> name.endsWith(".class") && !name.startsWith("META-INF/")
							&& !name.endsWith("module-info.class"))
					.filter((name) -> !classes.add(name))
					.forEach(duplicates::add);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(path.toString(), ex);
			}
		}
		duplicates.forEach((name) -> fact("duplicate " + name, "in two jars"));
	}

}
