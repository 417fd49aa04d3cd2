/**
 * Auto-configuration for jobs.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.job;

import org.jspecify.annotations.NullMarked;
