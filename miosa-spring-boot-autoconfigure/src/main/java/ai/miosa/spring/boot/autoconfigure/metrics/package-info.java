/**
 * Auto-configuration for the meters besides the observations.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
