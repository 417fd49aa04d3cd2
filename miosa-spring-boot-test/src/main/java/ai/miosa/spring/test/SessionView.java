package ai.miosa.spring.test;

import java.util.Set;

import ai.miosa.spring.test.session.ExecSession;

/**
 * What a user sees of a session.
 */
record SessionView(ExecSession session) implements LiveSession {

	@Override
	public String command() {
		return this.session.command();
	}

	@Override
	public long pid() {
		return this.session.pid();
	}

	@Override
	public Set<Long> pids() {
		return this.session.pids();
	}

	@Override
	public void openPort(int port) {
		this.session.openPort(port);
	}

	@Override
	public void closePort(int port) {
		this.session.closePort(port);
	}

	@Override
	public void drop(ConnectionEnd end) {
		this.session.drop(end == ConnectionEnd.RESET);
	}

	@Override
	public String toString() {
		return "LiveSession[pid=%d]".formatted(pid());
	}

}
