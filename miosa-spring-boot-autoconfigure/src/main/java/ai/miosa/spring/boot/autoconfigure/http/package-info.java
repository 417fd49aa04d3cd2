/**
 * The HTTP connector that only MIOSA uses, based on the client that the application has.
 * Internal.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
