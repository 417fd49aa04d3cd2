/**
 * One HTTP exchange with the API: the request, the response, and the exception for an
 * error. Internal.
 */
@NullMarked
package ai.miosa.spring.api;

import org.jspecify.annotations.NullMarked;
