/**
 * One HTTP exchange with the API: the request, the response, and what an error body
 * becomes. Internal: public for the other packages of the starter alone.
 */
@NullMarked
package ai.miosa.spring.api;

import org.jspecify.annotations.NullMarked;
