/**
 * The quickstart: bash, python and an interactive session from the command line.
 */
@NullMarked
package ai.miosa.samples.quickstart;

import org.jspecify.annotations.NullMarked;
