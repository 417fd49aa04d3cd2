/**
 * A computer as a sandbox of Spring AI Community's {@code agent-sandbox-core}, which must
 * be on the class path.
 */
@NullMarked
package ai.miosa.spring.ai.sandbox;

import org.jspecify.annotations.NullMarked;
