/**
 * Spring Boot auto-configuration for MIOSA.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
