/**
 * The local computer: real bash and python3 behind the MIOSA wire protocol, for tests and
 * development.
 */
@NullMarked
package ai.miosa.spring.test;

import org.jspecify.annotations.NullMarked;
