/**
 * What every MIOSA client shares: the endpoint with its URIs and credentials, and the
 * exceptions.
 */
@NullMarked
package ai.miosa.spring;

import org.jspecify.annotations.NullMarked;
