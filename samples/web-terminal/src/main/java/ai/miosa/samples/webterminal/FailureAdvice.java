package ai.miosa.samples.webterminal;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import ai.miosa.spring.MiosaException;

/**
 * Tells the page in a sentence what has failed.
 */
@RestControllerAdvice
class FailureAdvice {

	@ExceptionHandler
	ProblemDetail failed(MiosaException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, Explanation.of(ex));
	}

	@ExceptionHandler
	ProblemDetail cannotBeSent(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, Explanation.of(ex));
	}

}
