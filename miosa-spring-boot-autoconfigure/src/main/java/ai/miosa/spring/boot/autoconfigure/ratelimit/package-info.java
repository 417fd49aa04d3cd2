/**
 * Auto-configuration for the rate limit.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.ratelimit;

import org.jspecify.annotations.NullMarked;
