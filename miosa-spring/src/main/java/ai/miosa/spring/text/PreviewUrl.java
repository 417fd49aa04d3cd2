package ai.miosa.spring.text;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Public URLs of the ports of computers.
 */
public final class PreviewUrl {

	private PreviewUrl() {
	}

	/**
	 * Return the URL of a port. It has the form that the vendor's clients use. They
	 * disagree about the default domain, so there is none here.
	 * @param port the port
	 * @param slug the computer's slug as the server sent it
	 * @param domain the preview domain as the server sent it
	 * @return the URL, or {@code null} if the slug or the domain is not a text
	 */
	public static @Nullable URI of(int port, @Nullable Object slug, @Nullable Object domain) {
		if (!(slug instanceof String slugText) || !(domain instanceof String domainText)) {
			return null;
		}
		return UriComponentsBuilder.newInstance()
			.scheme("https")
			.host(port + "-" + slugText + ".sandbox." + domainText)
			.encode()
			.build()
			.toUri();
	}

}
