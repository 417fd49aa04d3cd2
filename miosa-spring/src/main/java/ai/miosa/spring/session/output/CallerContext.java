package ai.miosa.spring.session.output;

import java.util.concurrent.Executor;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.util.ClassUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The context of the code that opens a session, such as its observation and its MDC, for
 * the user code that the session calls. Captured if Micrometer's context propagation is
 * on the class path.
 */
public final class CallerContext {

	private static final boolean AVAILABLE = ClassUtils.isPresent("io.micrometer.context.ContextSnapshot",
			CallerContext.class.getClassLoader());

	private static final CallerContext NONE = new CallerContext(null);

	private final @Nullable Snapshot snapshot;

	private CallerContext(@Nullable Snapshot snapshot) {
		this.snapshot = snapshot;
	}

	/**
	 * Capture the context of the current thread and the subscriber, unless that was done
	 * before a retry.
	 * @param context the context of the subscriber
	 * @return the context to subscribe with
	 */
	public static Context capture(Context context) {
		return (AVAILABLE && !context.hasKey(CallerContext.class))
				? context.put(CallerContext.class, new CallerContext(Snapshot.capture(context))) : context;
	}

	/**
	 * Return the captured context.
	 * @param context the context of the subscriber
	 * @return the captured context, or one that changes nothing
	 */
	public static CallerContext of(ContextView context) {
		return context.hasKey(CallerContext.class) ? context.get(CallerContext.class) : NONE;
	}

	/**
	 * Return an executor whose tasks run in this context.
	 * @param executor the executor to use
	 * @return the executor
	 */
	public Executor executor(Executor executor) {
		Snapshot snapshot = this.snapshot;
		return (snapshot != null) ? (task) -> executor.execute(snapshot.wrap(task)) : executor;
	}

	/**
	 * Return a {@code Flux} whose elements are received in this context.
	 * @param <T> the type of the elements
	 * @param flux the {@code Flux} to subscribe to
	 * @return the {@code Flux}
	 */
	public <T> Flux<T> flux(Flux<T> flux) {
		Snapshot snapshot = this.snapshot;
		return (snapshot != null)
				? flux.transform(Operators.<T, T>lift((publisher, subscriber) -> snapshot.wrap(subscriber))) : flux;
	}

	/**
	 * The part that requires context propagation on the class path.
	 */
	private static final class Snapshot {

		private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().build();

		private final ContextSnapshot context;

		private Snapshot(ContextSnapshot context) {
			this.context = context;
		}

		static Snapshot capture(ContextView context) {
			return new Snapshot(FACTORY.captureAll(context));
		}

		Runnable wrap(Runnable task) {
			return this.context.wrap(task);
		}

		<T> CoreSubscriber<T> wrap(CoreSubscriber<? super T> subscriber) {
			return new CoreSubscriber<>() {

				@Override
				public Context currentContext() {
					return subscriber.currentContext();
				}

				@Override
				public void onSubscribe(Subscription subscription) {
					subscriber.onSubscribe(subscription);
				}

				@Override
				public void onNext(T element) {
					within(() -> subscriber.onNext(element));
				}

				@Override
				public void onError(Throwable failure) {
					within(() -> subscriber.onError(failure));
				}

				@Override
				public void onComplete() {
					within(subscriber::onComplete);
				}

			};
		}

		private void within(Runnable signal) {
			try (ContextSnapshot.Scope scope = this.context.setThreadLocals()) {
				signal.run();
			}
		}

	}

}
