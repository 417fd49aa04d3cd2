/**
 * The endpoint, the exceptions and the options that all other packages share.
 */
@NullMarked
package ai.miosa.spring;

import org.jspecify.annotations.NullMarked;
