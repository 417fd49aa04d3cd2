package ai.miosa.spring;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Location of the MIOSA API and the credentials for it. Immutable and thread-safe.
 * {@link #toString()} shows only the scheme, host and port.
 */
public final class MiosaEndpoint {

	/**
	 * The public API.
	 */
	public static final String DEFAULT_BASE_URL = "https://api.miosa.ai/api/v1";

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(0*:)+0*1]");

	private static final Pattern HEADER_TEXT = Pattern.compile("[\\x20-\\x7e]+");

	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

	private final URI baseUrl;

	private final Supplier<String> apiKey;

	private final @Nullable String tenant;

	private final @Nullable String workspace;

	private MiosaEndpoint(URI baseUrl, Supplier<String> apiKey, @Nullable String tenant, @Nullable String workspace) {
		checkHeader("tenant", tenant);
		checkHeader("workspace", workspace);
		this.baseUrl = baseUrl;
		this.apiKey = apiKey;
		this.tenant = tenant;
		this.workspace = workspace;
	}

	private static void checkHeader(String name, @Nullable String value) {
		Assert.isTrue(value == null || (StringUtils.hasText(value) && HEADER_TEXT.matcher(value).matches()),
				() -> "The " + name + " must be printable ASCII and not blank");
	}

	/**
	 * Create an endpoint.
	 * @param baseUrl the base URL with its path prefix, {@value #DEFAULT_BASE_URL} for
	 * the public API; a query is kept on every request. {@code http} is accepted for a
	 * loopback address only
	 * @param apiKey the API key
	 * @param tenant the organization to act in, or {@code null} for the key's own
	 * @return the endpoint
	 * @throws IllegalArgumentException if the URL is not an absolute {@code http} or
	 * {@code https} URL or would send the key in clear text over a network; if the key is
	 * blank, contains white space or is a placeholder; or if the key or the tenant
	 * contains characters that a header cannot carry
	 */
	public static MiosaEndpoint of(String baseUrl, String apiKey, @Nullable String tenant) {
		return of(baseUrl, constant(apiKey), tenant);
	}

	/**
	 * Create an endpoint whose key may change.
	 * @param baseUrl the base URL, as in {@link #of(String, String, String)}
	 * @param apiKey supplies the API key for each request
	 * @param tenant the organization to act in, or {@code null} for the key's own
	 * @return the endpoint
	 * @throws IllegalArgumentException as for {@link #of(String, String, String)}, except
	 * that the key is checked with each request
	 */
	public static MiosaEndpoint of(String baseUrl, Supplier<String> apiKey, @Nullable String tenant) {
		MiosaEndpoint endpoint = ofAllowingPlaintext(baseUrl, apiKey, tenant);
		Assert.isTrue(endpoint.isSecure() || LOOPBACK.matcher(endpoint.baseUrl.getHost()).matches(),
				() -> "The base URL must use https: " + endpoint
						+ " would receive the API key and the commands in clear text");
		return endpoint;
	}

	/**
	 * Create an endpoint that may send the key and the commands in clear text, for
	 * networks that are secured by other means.
	 * @param baseUrl the base URL, as in {@link #of(String, String, String)}
	 * @param apiKey the API key
	 * @param tenant the organization to act in, or {@code null} for the key's own
	 * @return the endpoint
	 * @throws IllegalArgumentException as for {@link #of(String, String, String)}, except
	 * that clear text is allowed
	 */
	public static MiosaEndpoint ofAllowingPlaintext(String baseUrl, String apiKey, @Nullable String tenant) {
		return ofAllowingPlaintext(baseUrl, constant(apiKey), tenant);
	}

	/**
	 * Create an endpoint whose key may change, and that may send it and the commands in
	 * clear text.
	 * @param baseUrl the base URL, as in {@link #of(String, String, String)}
	 * @param apiKey supplies the API key for each request
	 * @param tenant the organization to act in, or {@code null} for the key's own
	 * @return the endpoint
	 * @throws IllegalArgumentException as for {@link #of(String, Supplier, String)},
	 * except that clear text is allowed
	 */
	public static MiosaEndpoint ofAllowingPlaintext(String baseUrl, Supplier<String> apiKey, @Nullable String tenant) {
		return new MiosaEndpoint(parse(baseUrl), apiKey, tenant, null);
	}

	/**
	 * Return this endpoint with another key.
	 * @param apiKey the API key
	 * @return the endpoint
	 * @throws IllegalArgumentException as for {@link #of(String, String, String)}
	 */
	public MiosaEndpoint withApiKey(String apiKey) {
		return new MiosaEndpoint(this.baseUrl, constant(apiKey), this.tenant, this.workspace);
	}

	/**
	 * Return this endpoint with another tenant.
	 * @param tenant the organization to act in, or {@code null} for the key's own
	 * @return the endpoint
	 * @throws IllegalArgumentException as for {@link #of(String, String, String)}
	 */
	public MiosaEndpoint withTenant(@Nullable String tenant) {
		return new MiosaEndpoint(this.baseUrl, this.apiKey, tenant, this.workspace);
	}

	/**
	 * Return this endpoint with another workspace.
	 * @param workspace the workspace to act in, or {@code null} for the tenant's default
	 * @return the endpoint
	 * @throws IllegalArgumentException if the workspace is blank or contains characters
	 * that a header cannot carry
	 */
	public MiosaEndpoint withWorkspace(@Nullable String workspace) {
		return new MiosaEndpoint(this.baseUrl, this.apiKey, this.tenant, workspace);
	}

	private static Supplier<String> constant(String apiKey) {
		checkApiKey(apiKey);
		return () -> apiKey;
	}

	private static String checkApiKey(@Nullable String apiKey) {
		Assert.isTrue(StringUtils.hasText(apiKey), "The API key must not be blank");
		Assert.isTrue(!apiKey.startsWith("${"),
				"The API key is an unresolved placeholder: define the property or variable that it refers to");
		Assert.isTrue(TOKEN.matcher(apiKey).matches(), "The API key must be printable ASCII without white space, "
				+ "such as the line break at the end of a file");
		return apiKey;
	}

	private static URI parse(String baseUrl) {
		URI uri;
		try {
			uri = new URI(baseUrl);
		}
		catch (URISyntaxException ex) {
			// Neither the URL nor the cause, which quotes it: its query may be secret
			throw new IllegalArgumentException("The base URL is not a valid URL: " + ex.getReason());
		}
		Assert.isTrue("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()),
				"The base URL must start with https:// or http://");
		Assert.isTrue(uri.getHost() != null, "The base URL must name a host");
		Assert.isTrue(uri.getRawUserInfo() == null, "The base URL must not contain credentials");
		Assert.isTrue(uri.getRawFragment() == null, "The base URL must not have a fragment");
		return uri;
	}

	/**
	 * Return the base URL.
	 * @return the base URL as given, including a query that may be secret
	 */
	public URI getBaseUrl() {
		return this.baseUrl;
	}

	/**
	 * Return the API key.
	 * @return the key, which is secret
	 * @throws IllegalArgumentException if a request cannot carry the key
	 */
	public String getApiKey() {
		return checkApiKey(this.apiKey.get());
	}

	/**
	 * Return the organization to act in.
	 * @return the tenant, or {@code null} for the key's own
	 */
	public @Nullable String getTenant() {
		return this.tenant;
	}

	/**
	 * Return the workspace to act in.
	 * @return the workspace, or {@code null} for the tenant's default
	 */
	public @Nullable String getWorkspace() {
		return this.workspace;
	}

	private boolean isSecure() {
		return "https".equalsIgnoreCase(this.baseUrl.getScheme());
	}

	@Override
	public String toString() {
		return this.baseUrl.getScheme() + "://" + this.baseUrl.getRawAuthority();
	}

}
