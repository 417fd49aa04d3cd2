/**
 * The HTTP server: connections, exchanges and how an answer is sent, well or badly.
 * Internal: for the local computer alone.
 */
@NullMarked
package ai.miosa.spring.test.http;

import org.jspecify.annotations.NullMarked;
