package ai.miosa.samples.webterminal;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.MiosaJobNotFoundException;

/**
 * Tells the page in a sentence what has failed.
 */
@RestControllerAdvice
class Failures {

	@ExceptionHandler
	ProblemDetail failed(MiosaException ex) {
		HttpStatus status = (ex instanceof MiosaJobNotFoundException) ? HttpStatus.NOT_FOUND : HttpStatus.BAD_GATEWAY;
		return ProblemDetail.forStatusAndDetail(status, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail invalid(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

}
