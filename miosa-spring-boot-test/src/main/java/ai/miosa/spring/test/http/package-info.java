/**
 * HTTP server: connections, exchanges and responses. Internal to the local computer.
 */
@NullMarked
package ai.miosa.spring.test.http;

import org.jspecify.annotations.NullMarked;
