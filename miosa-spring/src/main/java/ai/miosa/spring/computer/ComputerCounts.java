package ai.miosa.spring.computer;

/**
 * Counts of the computers and sandboxes of an application.
 *
 * @param created how many were created
 * @param destroyed how many were destroyed by the application
 * @param live how many ephemeral ones exist
 * @param leaked how many could not be destroyed although they should have been
 */
public record ComputerCounts(long created, long destroyed, long live, long leaked) {

}
