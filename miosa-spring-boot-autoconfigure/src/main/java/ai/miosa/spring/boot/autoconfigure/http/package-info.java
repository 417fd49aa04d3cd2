/**
 * The HTTP connector for MIOSA alone, made of whichever client the application has.
 * Internal.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
