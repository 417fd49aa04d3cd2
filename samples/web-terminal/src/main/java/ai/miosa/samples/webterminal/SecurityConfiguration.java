package ai.miosa.samples.webterminal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;

/**
 * Asks for a login before anything is served. Whoever is logged in can run any command on
 * the computer.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	// xterm.js puts its colours and sizes in style elements, hence 'unsafe-inline' there
	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; "
			+ "img-src 'self'; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
			+ "frame-ancestors 'none'";

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests
				.requestMatchers("/login.html", "/login.js", "/http.js", "/app.css", "/favicon.svg")
				.permitAll()
				.anyRequest()
				.authenticated())
			.formLogin((login) -> login.loginPage("/login.html"))
			.csrf(CsrfConfigurer::spa)
			.csrf((csrf) -> csrf.csrfTokenRepository(csrfTokens()))
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
			.build();
	}

	// Browsers share cookies among the ports of a host: the name must be this
	// application's own
	private static CookieCsrfTokenRepository csrfTokens() {
		CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
		tokens.setCookieName("WEB-TERMINAL-XSRF-TOKEN");
		return tokens;
	}

}
