package ai.miosa.spring;

import java.util.Comparator;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * The layers: dependencies only point down, and packages form no cycle.
 */
class ArchitectureTests {

	private static final String ROOT = "ai.miosa.spring";

	/**
	 * The layers from the bottom up. A package belongs to the layer with the longest name
	 * that it begins with.
	 */
	private static final List<String> LAYERS = List.of(ROOT + ".text", ROOT, ROOT + ".api", ROOT + ".session",
			ROOT + ".session.protocol", ROOT + ".session.websocket", ROOT + ".session.output", ROOT + ".session.client",
			ROOT + ".file", ROOT + ".exec.observation", ROOT + ".exec", ROOT + ".exec.engine", ROOT + ".job",
			ROOT + ".job.client", ROOT + ".computer", ROOT + ".computer.client", ROOT + ".core", ROOT + ".batch",
			ROOT + ".ai", ROOT + ".boot");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.withImportOption((location) -> !location.contains("-tests.jar"))
		.importPackages(ROOT);

	@Test
	void dependenciesPointDown() {
		ArchRuleDefinition.classes().should(new ArchCondition<>("depend on their own layer or on lower ones only") {

			@Override
			public void check(JavaClass origin, ConditionEvents events) {
				origin.getDirectDependenciesFromSelf()
					.stream()
					.filter((dependency) -> isOurs(dependency.getTargetClass())
							&& layer(dependency.getTargetClass()) > layer(origin))
					.forEach((dependency) -> events
						.add(SimpleConditionEvent.violated(origin, dependency.getDescription())));
			}

		}).check(CLASSES);
	}

	@Test
	void packagesFormNoCycle() {
		SlicesRuleDefinition.slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				return SliceIdentifier.of(type.getPackageName());
			}

			@Override
			public String getDescription() {
				return "packages";
			}

		}).should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void nothingBelowBootKnowsSpringBoot() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + ".boot..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	@Test
	void onlyTheTransportKnowsNetty() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(ROOT + ".session.websocket..", ROOT + ".boot.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty..")
			.check(CLASSES);
	}

	@Test
	void protocolsArePure() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + ".session.protocol..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT + "..", "java..", "org.jspecify..", "org.springframework.util..")
			.check(CLASSES);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	private static int layer(JavaClass type) {
		String name = type.getPackageName() + ".";
		return LAYERS.stream()
			.filter((layer) -> name.startsWith(layer + "."))
			.max(Comparator.comparingInt(String::length))
			.map(LAYERS::indexOf)
			.orElseThrow();
	}

}
