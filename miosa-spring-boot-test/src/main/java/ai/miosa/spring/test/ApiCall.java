package ai.miosa.spring.test;

import java.util.function.UnaryOperator;

/**
 * Does what a request asks for and returns the answer, the error of a refused request
 * included.
 */
@FunctionalInterface
interface ApiCall {

	Answer answer(UnaryOperator<ResultFormat> format) throws InterruptedException;

}
