/**
 * Auto-configuration for the limit of the rate of requests.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.ratelimit;

import org.jspecify.annotations.NullMarked;
